import { Injectable } from '@nestjs/common';
import { DAY_MS, type TimeRange } from '../../common/time-range.js';
import { CounterRepository } from '../../store/counters/counter.repository.js';
import type { CounterDay } from '../../store/counters/counter-point.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import type { UsageFilter } from '../../store/usages/usage-question.js';
import { type ToldDay, counterCosts } from './counter-costs.js';
import type { CostsFromCounters } from './costs.dto.js';

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
   * @returns of each range, in order; undefined where there is none of it, or the filter is beyond counters.
   * @throws StoreUnavailableError, DroppedDetailError
   */
  async read(
    ranges: readonly TimeRange[],
    filter: UsageFilter,
  ): Promise<readonly (CostsFromCounters | undefined)[]> {
    const [first, last] = [ranges[0], ranges.at(-1)];
    if (!first || !last || isBeyondCounters(filter)) return [];
    if (!(await this.counters.hasAny({ from: first.from, to: last.to }))) return [];
    const days = await this.counters.days(ranges, filter);
    if (days.length === 0) return [];
    const told = await this.toldOn(days);
    return ranges.map((_, at) =>
      counterCosts(
        days.filter(({ slice }) => slice === at),
        told,
      ),
    );
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
