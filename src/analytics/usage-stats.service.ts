import { Inject, Injectable } from '@nestjs/common';
import { AnswerCache } from '../cache/answer-cache.js';
import type { JsonAnswer } from '../cache/json-answer.js';
import type { Bucket } from '../common/calendar.js';
import { Clock } from '../common/clock.js';
import { displayName } from '../common/pattern-terms.js';
import { formatTime, type Granularity, HOUR_MS } from '../common/time-range.js';
import { InvalidInputError } from '../common/tracker-error.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { UsageReadRepository } from '../store/repositories/usage-read.repository.js';
import type { UsageFilter } from '../store/usage-question.js';
import type { UsageAnswer } from '../store/usage-rows.js';
import { groupBy } from './group-by.js';
import {
  type AskedRange,
  askedBuckets,
  askedFilter,
  askedRange,
  isPartial,
  questionKey,
  type RequestClock,
} from './request/usage-request.js';
import type {
  PatternUsageData,
  UsageDataPoint,
  UsageStatsQueryDto,
  UsageStatsResponse,
} from './usage-stats.dto.js';
import { METRIC_MEASURES, metricsOf, sumOf } from './usage-metrics.js';
import type { PatternUsageStats, UsageStats } from './usage-stats.js';
import { usageTrend } from './usage-trend.js';

const STATS_MEASURES = [...METRIC_MEASURES, 'first_used', 'last_used'] as const;

/** Most points of an answer. */
const MOST_POINTS = 500_000;

type HalfRow = UsageAnswer<(typeof STATS_MEASURES)[number]>;
type CountRow = UsageAnswer<'usages'>;

/** One pattern's stats from its rows of the range's first half (slice 0) and second (slice 1). */
const toStats = (rows: readonly HalfRow[]): PatternUsageStats => {
  const metrics = metricsOf(rows);
  const usagesOf = (slice: number): number =>
    sumOf(
      rows.filter((row) => row.slice === slice),
      'usages',
    );
  const { pattern_id, name } = rows[0]!;
  return {
    pattern_id,
    pattern_name: displayName(pattern_id, name),
    total_usages: metrics.usages,
    success_count: metrics.successes,
    failure_count: metrics.usages - metrics.successes,
    success_rate: metrics.successRate ?? 0,
    average_quality_score: metrics.averageQuality,
    average_execution_time_ms: metrics.averageExecutionMs,
    usage_trend: usageTrend(usagesOf(0), usagesOf(1)),
    first_used: formatTime(Math.min(...rows.map((row) => row.first_used!))),
    last_used: formatTime(Math.max(...rows.map((row) => row.last_used!))),
  };
};

const byUsage =
  <T extends { readonly pattern_id: string }>(usages: (pattern: T) => number) =>
  (a: T, b: T): number =>
    usages(b) - usages(a) || (a.pattern_id < b.pattern_id ? -1 : 1);

/** What the original did not know; an answer says more where any of it was asked for. */
const isExtended = (query: UsageStatsQueryDto): boolean =>
  [
    query.from,
    query.to,
    query.timezone,
    query.granularity,
    query.week_start,
    query.fill,
    query.compare,
    query.limit,
    query.pattern_type,
    query.node_type,
    query.outcome,
    query.context,
  ].some((value) => value !== undefined) || query.group_by?.startsWith('context.') === true;

/** The points of series over the same buckets. */
class SeriesWriter {
  private readonly timestamps: readonly string[];
  private readonly partial: readonly boolean[];

  constructor(
    private readonly buckets: readonly Bucket[],
    private readonly range: AskedRange,
    private readonly fills: boolean,
    isExtended: boolean,
  ) {
    this.timestamps = buckets.map(({ start }) => formatTime(start));
    this.partial = buckets.map((bucket) => isExtended && isPartial(bucket, range));
  }

  /** @param counts usages by the bucket's place. */
  series(counts: ReadonlyMap<number, number>): { usage_data: UsageDataPoint[]; total_usage: number } {
    const places = this.fills
      ? // What has not begun yet is no gap.
        [...this.buckets.keys()].filter(
          (place) => counts.has(place) || this.buckets[place]!.start <= this.range.elapsedTo,
        )
      : [...counts.keys()].sort((a, b) => a - b);
    const usage_data = places.map((place): UsageDataPoint => {
      const point = { timestamp: this.timestamps[place]!, count: counts.get(place) ?? 0 };
      return this.partial[place] ? { ...point, partial: true } : point;
    });
    return { usage_data, total_usage: [...counts.values()].reduce((total, count) => total + count, 0) };
  }
}

/** Usages by slice, of answers that may share slices. */
const countsOf = (rows: readonly CountRow[]): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const { slice, usages } of rows) counts.set(slice, (counts.get(slice) ?? 0) + usages!);
  return counts;
};

/** How patterns are used, per bucket or in total. */
@Injectable()
export class UsageStatsService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly usages: UsageReadRepository,
    private readonly clock: Clock,
    private readonly cache: AnswerCache,
  ) {}

  /**
   * Counts per bucket, in the original's response model.
   * @throws InvalidInputError, StoreUnavailableError
   */
  async perBucket(query: UsageStatsQueryDto): Promise<JsonAnswer<UsageStatsResponse>> {
    const { from, to, previous } = askedRange(query, '7d', this.requestClock());
    const range = { from: query.compare === undefined ? from : previous.from, to };
    return this.cache.getOrLoadJson({ key: questionKey('usage-stats', query), range }, () =>
      this.countPerBucket(query),
    );
  }

  /** Totals over the last hours, as the original's tracker answers them. */
  totals(timeRangeHours: number, patternId?: string): Promise<JsonAnswer<UsageStats>> {
    return this.cache.getOrLoadJson({ key: `totals ${timeRangeHours} ${patternId}` }, () =>
      this.total(timeRangeHours, patternId),
    );
  }

  private async countPerBucket(query: UsageStatsQueryDto): Promise<UsageStatsResponse> {
    const { group_by = 'day' } = query;
    const contextKey = group_by.startsWith('context.') ? group_by.slice('context.'.length) : undefined;
    const granularity = query.granularity ?? (contextKey === undefined ? (group_by as Granularity) : 'day');
    const range = askedRange(query, '7d', this.requestClock());
    const filter = askedFilter(query);
    const { calendar, buckets } = askedBuckets(query, range, granularity);
    const key = contextKey === undefined ? 'pattern' : 'context';
    const rows = await this.usages.aggregate({
      slices: buckets,
      measures: ['usages'],
      keys: [key],
      contextKey,
      filter,
    });
    const identity = (row: CountRow): string =>
      key === 'pattern' ? row.pattern_id : JSON.stringify(row.context);
    const grouped = [...groupBy(rows, identity)].map(([id, own]) => ({ id, own, counts: countsOf(own) }));
    const fills = query.fill === 'true';
    const points = fills ? grouped.length * buckets.length : rows.length;
    if (points > MOST_POINTS) throw tooManyPoints(points);
    const extended = isExtended(query);
    const writer = new SeriesWriter(buckets, range, fills, extended);
    const previous =
      query.compare === undefined ? undefined : await this.previousTotals(range, key, contextKey, filter);
    const series = grouped
      .map(({ id, own, counts }) => ({
        pattern_id: id,
        row: own[0]!,
        ...writer.series(counts),
        ...(previous ? { previous_total_usage: previous.get(id) ?? 0 } : {}),
      }))
      .sort(byUsage((one) => one.total_usage));
    const most = query.limit === undefined ? series.length : Number(query.limit);
    const shown = series.slice(0, most);
    const patterns =
      key === 'context'
        ? []
        : shown.map(({ pattern_id, row, ...data }): PatternUsageData => ({
            pattern_id,
            pattern_name: displayName(pattern_id, row.name),
            ...data,
          }));
    const answer = {
      patterns,
      time_range: range.name ?? 'custom',
      granularity,
      total_patterns: series.length,
    };
    if (!extended) return answer;
    const total_usage = series.reduce((total, one) => total + one.total_usage, 0);
    const beyond = new Set(series.slice(most).map(({ pattern_id }) => pattern_id));
    return {
      ...answer,
      ...(key === 'context'
        ? {
            groups: shown.map(({ row, usage_data, total_usage, previous_total_usage }) => ({
              value: row.context ?? null,
              usage_data,
              total_usage,
              ...(previous_total_usage === undefined ? {} : { previous_total_usage }),
            })),
          }
        : {}),
      ...(query.limit === undefined
        ? {}
        : {
            other: {
              patterns: beyond.size,
              ...writer.series(
                countsOf(grouped.filter(({ id }) => beyond.has(id)).flatMap(({ own }) => own)),
              ),
            },
          }),
      from: formatTime(range.from),
      to: formatTime(range.to),
      timezone: calendar.timeZone,
      week_start: calendar.weekStart,
      total_usage,
      ...(previous ? { comparison: compareWith(range, previous, total_usage) } : {}),
    };
  }

  /** Usages of the period before, by pattern or by value of the context's key. */
  private async previousTotals(
    { previous }: AskedRange,
    key: 'pattern' | 'context',
    contextKey: string | undefined,
    filter: UsageFilter,
  ): Promise<Map<string, number>> {
    const rows = await this.usages.aggregate({
      slices: [previous],
      measures: ['usages'],
      keys: [key],
      contextKey,
      filter,
    });
    return new Map(
      rows.map((row) => [key === 'pattern' ? row.pattern_id : JSON.stringify(row.context), row.usages!]),
    );
  }

  /** The same, computed now: for an answer that is kept itself. */
  async total(timeRangeHours: number, patternId: string | undefined): Promise<UsageStats> {
    const { now, clockSkewMs } = this.requestClock();
    const span = timeRangeHours * HOUR_MS;
    const from = Math.max(0, Math.floor(now - span));
    const middle = Math.max(0, Math.floor(now - span / 2));
    const rows = await this.usages.aggregate({
      slices: [
        { from, to: middle },
        { from: middle, to: now + clockSkewMs + 1 },
      ],
      measures: STATS_MEASURES,
      filter: patternId === undefined ? {} : { patternIds: [patternId] },
    });
    const patterns = [...groupBy(rows, (row) => row.pattern_id).values()].map(toStats);
    return {
      patterns: patterns.sort(byUsage((pattern) => pattern.total_usages)),
      total_patterns: patterns.length,
      time_range_hours: timeRangeHours,
    };
  }

  private requestClock(): RequestClock {
    return { now: this.clock.now(), clockSkewMs: this.config.ingestion.clockSkewMs };
  }
}

const tooManyPoints = (points: number): InvalidInputError => {
  const allowed = `at most ${MOST_POINTS} points; wider buckets, a shorter range or fewer patterns make fewer`;
  const message = `The answer would have ${points} points; it must have ${allowed}.`;
  return new InvalidInputError([{ pointer: '/from', code: 'too_many_points', allowed, message }]);
};

const compareWith = (
  { previous }: AskedRange,
  totals: ReadonlyMap<string, number>,
  total_usage: number,
): UsageStatsResponse['comparison'] => {
  const before = [...totals.values()].reduce((total, count) => total + count, 0);
  return {
    from: formatTime(previous.from),
    to: formatTime(previous.to),
    total_usage: before,
    change: before === 0 ? null : (total_usage - before) / before,
  };
};
