import { Injectable } from '@nestjs/common';
import { DAY_MS, type TimeRange } from '../../common/time-range.js';
import { CounterRepository } from '../../store/counters/counter.repository.js';
import type { CounterDay } from '../../store/counters/counter-point.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import type { UsageFilter } from '../../store/usages/usage-question.js';
import { type ToldDay, counterCosts } from './counter-costs.js';
import type { CostsFromCounters } from './costs.dto.js';

interface FromCounters {
  readonly costs_from_counters?: CostsFromCounters;
}

/** What counters cannot tell apart. */
const isBeyondCounters = ({ version, context, outcomes, unknown }: UsageFilter): boolean =>
  [version, context, outcomes].some((one) => one !== undefined) || unknown === 'only';

/** What counters told of patterns where usages did not. */
@Injectable()
export class CounterCostsService {
  constructor(
    private readonly counters: CounterRepository,
    private readonly usages: UsageReadRepository,
  ) {}

  /**
   * @param ranges that follow each other.
   * @returns what there is of a range, by its place; nothing of one that has none, or where the filter is beyond counters.
   * @throws StoreUnavailableError, DroppedDetailError
   */
  async of(ranges: readonly TimeRange[], filter: UsageFilter): Promise<(place: number) => FromCounters> {
    const days = await this.days(ranges, filter);
    const told = days.length === 0 ? [] : await this.toldOn(days);
    return (place) => {
      const own = days.filter(({ slice }) => slice === place);
      const costs = counterCosts(own, told);
      return costs ? { costs_from_counters: costs } : {};
    };
  }

  private async days(ranges: readonly TimeRange[], filter: UsageFilter): Promise<CounterDay[]> {
    const [first, last] = [ranges[0], ranges.at(-1)];
    if (!first || !last || isBeyondCounters(filter)) return [];
    const hasAny = await this.counters.hasAny({ from: first.from, to: last.to });
    return hasAny ? this.counters.days(ranges, filter) : [];
  }

  /** What the usages of the patterns told on these days, whole ones. */
  private async toldOn(days: readonly CounterDay[]): Promise<ToldDay[]> {
    const starts = [...new Set(days.map(({ day }) => day))].sort((a, b) => a - b);
    const rows = await this.usages.aggregate({
      slices: starts.map((day) => ({ from: day, to: day + DAY_MS })),
      measures: ['cost_count', 'input_tokens_count', 'output_tokens_count'],
      filter: { patternIds: [...new Set(days.map(({ pattern_id }) => pattern_id))] },
    });
    return rows.map((row) => ({ ...row, day: starts[row.slice]! }));
  }
}
