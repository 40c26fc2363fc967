import { Inject, Injectable } from '@nestjs/common';
import { AnswerCache } from '../cache/answer-cache.js';
import { Clock } from '../common/clock.js';
import { displayName } from '../common/pattern-terms.js';
import {
  DAY_MS,
  formatTime,
  type Granularity,
  HOUR_MS,
  TIME_RANGES,
  type TimeRange,
  type TimeRangeName,
} from '../common/time-range.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { UsageReadRepository } from '../store/repositories/usage-read.repository.js';
import type { UsageAnswer } from '../store/usage-rows.js';
import type { PatternUsageData, UsageStatsQueryDto, UsageStatsResponse } from './usage-stats.dto.js';
import type { PatternUsageStats, UsageStats } from './usage-stats.js';
import { usageTrend } from './usage-trend.js';

const STATS_MEASURES = [
  'usages',
  'successes',
  'quality_count',
  'quality_sum',
  'execution_count',
  'execution_sum',
  'first_used',
  'last_used',
] as const;

/** An answer that includes now is kept so long at the most, in milliseconds. */
const FRESH_MS = 1000;

type HalfRow = UsageAnswer<(typeof STATS_MEASURES)[number]>;

const sum = (rows: readonly HalfRow[], measure: (typeof STATS_MEASURES)[number]): number =>
  rows.reduce((total, row) => total + (row[measure] ?? 0), 0);

const average = (total: number, count: number): number | null => (count === 0 ? null : total / count);

/** One pattern's stats from its rows of the range's first half (slice 0) and second (slice 1). */
const toStats = (rows: readonly HalfRow[]): PatternUsageStats => {
  const usages = sum(rows, 'usages');
  const successes = sum(rows, 'successes');
  const usagesOf = (slice: number): number =>
    sum(
      rows.filter((row) => row.slice === slice),
      'usages',
    );
  const { pattern_id, name } = rows[0]!;
  return {
    pattern_id,
    pattern_name: displayName(pattern_id, name),
    total_usages: usages,
    success_count: successes,
    failure_count: usages - successes,
    success_rate: successes / usages,
    average_quality_score: average(sum(rows, 'quality_sum'), sum(rows, 'quality_count')),
    average_execution_time_ms: average(sum(rows, 'execution_sum'), sum(rows, 'execution_count')),
    usage_trend: usageTrend(usagesOf(0), usagesOf(1)),
    first_used: formatTime(Math.min(...rows.map((row) => row.first_used!))),
    last_used: formatTime(Math.max(...rows.map((row) => row.last_used!))),
  };
};

const groupByPattern = <Row extends { readonly pattern_id: string }>(
  rows: readonly Row[],
): Map<string, Row[]> => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.pattern_id);
    if (group) group.push(row);
    else groups.set(row.pattern_id, [row]);
  }
  return groups;
};

/** Formats each time once: the patterns of an answer share their buckets. */
const formatOnce = (): ((time: number) => string) => {
  const known = new Map<number, string>();
  return (time) => {
    let text = known.get(time);
    if (text === undefined) {
      text = formatTime(time);
      known.set(time, text);
    }
    return text;
  };
};

const byUsage =
  <T extends { readonly pattern_id: string }>(usages: (pattern: T) => number) =>
  (a: T, b: T): number =>
    usages(b) - usages(a) || (a.pattern_id < b.pattern_id ? -1 : 1);

/** How patterns are used, per bucket or in total. */
@Injectable()
export class UsageStatsService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly usages: UsageReadRepository,
    private readonly clock: Clock,
    private readonly cache: AnswerCache,
  ) {}

  /** Counts per bucket, in the original's response model. */
  perBucket(query: UsageStatsQueryDto): Promise<UsageStatsResponse> {
    const { time_range = '7d', group_by = 'day' } = query;
    const patternId = query.pattern_id?.toLowerCase();
    return this.cache.getOrLoad(`per-bucket ${time_range} ${group_by} ${patternId}`, FRESH_MS, () =>
      this.countPerBucket(time_range, group_by, patternId),
    );
  }

  /** Totals over the last hours, as the original's tracker answers them. */
  totals(timeRangeHours: number, patternId?: string): Promise<UsageStats> {
    return this.cache.getOrLoad(`totals ${timeRangeHours} ${patternId}`, FRESH_MS, () =>
      this.total(timeRangeHours, patternId),
    );
  }

  private async countPerBucket(
    time_range: TimeRangeName,
    group_by: Granularity,
    patternId: string | undefined,
  ): Promise<UsageStatsResponse> {
    const rows = await this.usages.aggregate({
      slices: [this.last(TIME_RANGES[time_range] * DAY_MS)],
      measures: ['usages'],
      granularity: group_by,
      patternId,
    });
    const timestampOf = formatOnce();
    const patterns = [...groupByPattern(rows)].map(([pattern_id, buckets]): PatternUsageData => ({
      pattern_id,
      pattern_name: displayName(pattern_id, buckets[0]!.name),
      usage_data: buckets.map((row) => ({ timestamp: timestampOf(row.bucket!), count: row.usages! })),
      total_usage: buckets.reduce((total, row) => total + row.usages!, 0),
    }));
    return {
      patterns: patterns.sort(byUsage((pattern) => pattern.total_usage)),
      time_range,
      granularity: group_by,
      total_patterns: patterns.length,
    };
  }

  private async total(timeRangeHours: number, patternId: string | undefined): Promise<UsageStats> {
    const { from, to } = this.last(timeRangeHours * HOUR_MS);
    const { from: middle } = this.last((timeRangeHours * HOUR_MS) / 2);
    const rows = await this.usages.aggregate({
      slices: [
        { from, to: middle },
        { from: middle, to },
      ],
      measures: STATS_MEASURES,
      patternId,
    });
    const patterns = [...groupByPattern(rows).values()].map(toStats);
    return {
      patterns: patterns.sort(byUsage((pattern) => pattern.total_usages)),
      total_patterns: patterns.length,
      time_range_hours: timeRangeHours,
    };
  }

  /**
   * The last span up to now. It reaches as far into the future as a usage may lie, so that one from
   * a clock ahead of ours is in the next answer too.
   */
  private last(span: number): TimeRange {
    const now = this.clock.now();
    // No usage is older than 1970.
    return { from: Math.max(0, Math.floor(now - span)), to: now + this.config.ingestion.clockSkewMs + 1 };
  }
}
