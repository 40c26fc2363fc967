import { Injectable } from '@nestjs/common';
import { AFTER_ALL_USAGES, type TimeRange } from '../../common/time-range.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import { meanOf } from '../usage-metrics.js';

/** What came of a pattern's usages in a range. */
export interface UsageTotals {
  /** Of known outcome. */
  readonly usages: number;
  readonly unknowns: number;
  readonly successes: number;
  /** 0..1; null without usages. */
  readonly successRate: number | null;
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
  unknowns: 0,
  successes: 0,
  successRate: null,
  averageQuality: null,
  averageExecutionMs: null,
  firstUsed: null,
  lastUsed: null,
};

/** Usage of patterns in total. */
@Injectable()
export class UsageTotalsService {
  constructor(private readonly usages: UsageReadRepository) {}

  /**
   * The totals of these patterns, without those that were not used.
   * @param range all history where it is left out; its open ends reach as far as usages may lie.
   * @param unknown whether usages of unknown outcome are meant too, or alone.
   */
  async ofPatterns(
    patternIds: readonly string[],
    range: Partial<TimeRange> = {},
    unknown?: 'too' | 'only',
  ): Promise<ReadonlyMap<string, UsageTotals>> {
    if (patternIds.length === 0) return new Map();
    const { from = -Infinity, to = AFTER_ALL_USAGES } = range;
    const rows = await this.usages.aggregate({
      slices: [{ from, to }],
      measures: MEASURES,
      filter: { patternIds, unknown },
    });
    return new Map(
      rows.map((row) => {
        const [usages, successes] = [row.usages ?? 0, row.successes ?? 0];
        const totals: UsageTotals = {
          usages,
          unknowns: row.unknowns ?? 0,
          successes,
          successRate: meanOf(successes, usages),
          averageQuality: meanOf(row.quality_sum ?? 0, row.quality_count ?? 0),
          averageExecutionMs: meanOf(row.execution_sum ?? 0, row.execution_count ?? 0),
          firstUsed: row.first_used,
          lastUsed: row.last_used,
        };
        return [row.pattern_id, totals];
      }),
    );
  }
}
