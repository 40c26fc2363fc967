import { Injectable } from '@nestjs/common';
import { displayName, displayType, type PatternType } from '../../common/pattern-terms.js';
import { HOUR_MS } from '../../common/time-range.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import { groupBy } from '../group-by.js';
import { RequestClock } from '../query/request-clock.js';
import { METRIC_MEASURES, metricsOf, sumOf, type UsageMetrics } from '../usage-metrics.js';

/** A pattern's usages of a window and of the one before it; of either it has some. */
export interface PatternGrowth {
  readonly patternId: string;
  readonly name: string;
  readonly type: PatternType;
  /** The window's metrics. */
  readonly recent: UsageMetrics;
  /** Usages of the window before. */
  readonly previous: number;
  /** Milliseconds since 1970 UTC, within the window; null without usages in it. */
  readonly firstUsed: number | null;
  readonly lastUsed: number | null;
}

/** How patterns grow from one window of time to the next. */
@Injectable()
export class PatternGrowthService {
  constructor(
    private readonly usages: UsageReadRepository,
    private readonly clock: RequestClock,
  ) {}

  /**
   * Of every pattern used in the last two windows, by ascending id.
   * @param hours a window's length; the last one ends now.
   * @throws StoreUnavailableError
   */
  async over(hours: number): Promise<PatternGrowth[]> {
    const { now, latest } = this.clock.read();
    const middle = Math.max(0, now - hours * HOUR_MS);
    const rows = await this.usages.aggregate({
      slices: [
        { from: Math.max(0, now - 2 * hours * HOUR_MS), to: middle },
        { from: middle, to: latest },
      ],
      measures: [...METRIC_MEASURES, 'first_used', 'last_used'],
    });
    return [...groupBy(rows, (row) => row.pattern_id)].map(([patternId, own]) => {
      const window = own.filter((row) => row.slice === 1);
      return {
        patternId,
        name: displayName(patternId, own[0]!.name),
        type: displayType(own[0]!.type),
        recent: metricsOf(window),
        previous: sumOf(
          own.filter((row) => row.slice === 0),
          'usages',
        ),
        firstUsed: window[0]?.first_used ?? null,
        lastUsed: window[0]?.last_used ?? null,
      };
    });
  }
}
