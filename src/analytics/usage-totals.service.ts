import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TimeRange } from '../common/time-range.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { UsageReadRepository } from '../store/repositories/usage-read.repository.js';

/** What came of a pattern's usages in a range. */
export interface UsageTotals {
  readonly usages: number;
  readonly successes: number;
  /** 0..1; 0 without usages. */
  readonly successRate: number;
  /** 0..1, or null where no usage had a quality. */
  readonly averageQuality: number | null;
  /** Milliseconds, or null where no usage had a time. */
  readonly averageExecutionMs: number | null;
  /** Milliseconds since 1970 UTC; null without usages. */
  readonly firstUsed: number | null;
  readonly lastUsed: number | null;
}

const MEASURES = [
  'usages',
  'successes',
  'quality_count',
  'quality_sum',
  'execution_count',
  'execution_sum',
  'first_used',
  'last_used',
] as const;

/** Of a pattern that was not used in the range. */
export const NO_TOTALS: UsageTotals = {
  usages: 0,
  successes: 0,
  successRate: 0,
  averageQuality: null,
  averageExecutionMs: null,
  firstUsed: null,
  lastUsed: null,
};

const average = (sum: number | null, count: number | null): number | null =>
  count === null || count === 0 ? null : (sum ?? 0) / count;

/** Usage of patterns in total. */
@Injectable()
export class UsageTotalsService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly usages: UsageReadRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * The totals of these patterns, without those that were not used.
   * @param range all history where it is left out; its open ends reach as far as usages may lie.
   */
  async ofPatterns(
    patternIds: readonly string[],
    range: Partial<TimeRange> = {},
  ): Promise<ReadonlyMap<string, UsageTotals>> {
    if (patternIds.length === 0) return new Map();
    const { from = -Infinity, to = this.clock.now() + this.config.ingestion.clockSkewMs + 1 } = range;
    const rows = await this.usages.aggregate({
      slices: [{ from, to }],
      measures: MEASURES,
      filter: { patternIds },
    });
    return new Map(
      rows.map((row) => {
        const [usages, successes] = [row.usages ?? 0, row.successes ?? 0];
        const totals: UsageTotals = {
          usages,
          successes,
          successRate: usages === 0 ? 0 : successes / usages,
          averageQuality: average(row.quality_sum, row.quality_count),
          averageExecutionMs: average(row.execution_sum, row.execution_count),
          firstUsed: row.first_used,
          lastUsed: row.last_used,
        };
        return [row.pattern_id, totals];
      }),
    );
  }
}
