import { Inject, Injectable } from '@nestjs/common';
import { AnswerCache } from '../cache/answer-cache.js';
import type { JsonAnswer } from '../cache/json-answer.js';
import type { Bucket } from '../common/calendar.js';
import { Clock } from '../common/clock.js';
import { mapInTurns } from '../common/map-in-turns.js';
import { partsInTurns } from '../common/parts-in-turns.js';
import { displayName } from '../common/pattern-terms.js';
import { formatTime, HOUR_MS } from '../common/time-range.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { PatternRepository } from '../store/repositories/pattern.repository.js';
import { UsageReadRepository } from '../store/repositories/usage-read.repository.js';
import type { UsageKey, UsageQuestion } from '../store/usage-question.js';
import type { UsageAnswer } from '../store/usage-rows.js';
import { askedWidth } from './asked-width.js';
import { groupBy, groupInTurns } from './group-by.js';
import { askedGroup, identityOf } from './request/asked-group.js';
import { boundedAggregate, boundedMostUsed } from './request/bounded-aggregate.js';
import { MOST_LISTED } from './request/most-listed.js';
import { saidBuckets } from './request/said-buckets.js';
import { shownPlaces } from './request/shown-places.js';
import { checkPoints } from './request/too-many-points.js';
import {
  type AskedRange,
  askedBuckets,
  askedFilter,
  askedRange,
  isExtended,
  isPartial,
  keptQuestion,
  type RequestClock,
} from './request/usage-request.js';
import { unusedPatterns } from './unused-patterns.js';
import { METRIC_MEASURES, metricsOf, sumOf } from './usage-metrics.js';
import type {
  PatternUsageData,
  UsageDataPoint,
  UsageStatsQueryDto,
  UsageStatsResponse,
} from './usage-stats.dto.js';
import type { PatternUsageStats, UsageStats } from './usage-stats.js';
import { usageTrend } from './usage-trend.js';

const STATS_MEASURES = [...METRIC_MEASURES, 'first_used', 'last_used'] as const;

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
    success_rate: metrics.successRate,
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
    const places = shownPlaces(counts, this.buckets, this.range, this.fills);
    const usage_data = places.map((place): UsageDataPoint => {
      const point = { timestamp: this.timestamps[place]!, count: counts.get(place) ?? 0 };
      return this.partial[place] ? { ...point, partial: true } : point;
    });
    return { usage_data, total_usage: [...counts.values()].reduce((total, count) => total + count, 0) };
  }
}

/** Usages by slice, of answers that may share slices; added to the counts that are given. */
const countsOf = (rows: readonly CountRow[], counts = new Map<number, number>()): Map<number, number> => {
  for (const { slice, usages } of rows) counts.set(slice, (counts.get(slice) ?? 0) + usages!);
  return counts;
};

type CountQuestion = UsageQuestion<'usages'> & { readonly keys: readonly [UsageKey] };

/** What is counted for one pattern, or one value of the context's key. */
interface Series {
  readonly pattern_id: string;
  readonly name: string | null;
  readonly own: readonly CountRow[];
}

/** Series that hold the most used, how many there are in all, and all usages by slice. */
interface FoundSeries {
  readonly series: readonly Series[];
  readonly total: number;
  readonly all: readonly CountRow[];
}

const seriesOf = async (rows: readonly CountRow[]): Promise<Series[]> =>
  [...(await groupInTurns(rows, identityOf))].map(([pattern_id, own]) => ({
    pattern_id,
    name: own[0]!.name,
    own,
  }));

/** Counts by place less those of others, without what is nothing then. */
const without = (
  all: ReadonlyMap<number, number>,
  others: readonly ReadonlyMap<number, number>[],
): Map<number, number> => {
  const left = new Map(all);
  for (const counts of others)
    for (const [place, count] of counts) left.set(place, (left.get(place) ?? 0) - count);
  return new Map([...left].filter(([, count]) => count !== 0));
};

/** How patterns are used, per bucket or in total. */
@Injectable()
export class UsageStatsService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly usages: UsageReadRepository,
    private readonly patterns: PatternRepository,
    private readonly clock: Clock,
    private readonly cache: AnswerCache,
  ) {}

  /**
   * Counts per bucket, in the original's response model.
   * @throws InvalidInputError, StoreUnavailableError
   */
  async perBucket(query: UsageStatsQueryDto): Promise<JsonAnswer<UsageStatsResponse>> {
    const range = askedRange(query, '7d', this.requestClock());
    const question = keptQuestion('usage-stats', query, range, query.compare !== undefined);
    return this.cache.getOrLoadJson(question, () => this.countPerBucket(query));
  }

  /** Totals over the last hours, as the original's tracker answers them. */
  totals(timeRangeHours: number, patternId?: string): Promise<JsonAnswer<UsageStats>> {
    return this.cache.getOrLoadJson({ key: `totals ${timeRangeHours} ${patternId}` }, () =>
      this.total(timeRangeHours, patternId),
    );
  }

  private async countPerBucket(query: UsageStatsQueryDto): Promise<UsageStatsResponse> {
    const { key, contextKey } = askedGroup(query);
    const range = askedRange(query, '7d', this.requestClock());
    const filter = askedFilter(query);
    const asked = askedBuckets(query, range, askedWidth(query));
    const { buckets } = asked;
    const question = { measures: ['usages'], keys: [key] as [UsageKey], contextKey, filter } as const;
    const { limit: most = MOST_LISTED } = query;
    const { fill: fills = false } = query;
    // Where all are likely to be shown, reading them at once costs least.
    const isShort = query.limit !== undefined || (!fills && (await this.usages.aboutPatterns()) > most);
    const found = await this.findSeries({ ...question, slices: buckets }, isShort ? most : Infinity, fills);
    const shownCount = Math.min(found.series.length, most);
    if (fills) checkPoints((shownCount + (found.total > shownCount ? 1 : 0)) * buckets.length);
    const extended = isExtended(query) || query.granularity !== undefined || key === 'context';
    const writer = new SeriesWriter(buckets, range, fills, extended);
    const previous =
      query.compare === undefined
        ? undefined
        : new Map(
            (await boundedAggregate(this.usages, { ...question, slices: [range.previous] })).map((row) => [
              identityOf(row),
              row.usages!,
            ]),
          );
    const series = await mapInTurns(found.series, (one) => ({
      ...one,
      data: {
        ...writer.series(countsOf(one.own)),
        ...(previous ? { previous_total_usage: previous.get(one.pattern_id) ?? 0 } : {}),
      },
    }));
    const shown = series.sort(byUsage(({ data }) => data.total_usage)).slice(0, most);
    const patterns =
      key === 'context'
        ? []
        : shown.map(({ pattern_id, name, data }): PatternUsageData => ({
            pattern_id,
            pattern_name: displayName(pattern_id, name),
            ...data,
          }));
    const answer = {
      patterns,
      time_range: range.name ?? 'custom',
      granularity: asked.calendar.granularity,
      total_patterns: shown.length,
    };
    const isCut = query.limit !== undefined || found.total > shown.length;
    if (!extended && !isCut) return answer;
    const all = new Map<number, number>();
    for await (const part of partsInTurns(found.all)) countsOf(part, all);
    const total_usage = [...all.values()].reduce((total, count) => total + count, 0);
    return {
      ...answer,
      total_matching: found.total,
      ...(key === 'context'
        ? {
            groups: shown.map(({ own, data }) => ({ value: own[0]?.context ?? null, ...data })),
          }
        : {}),
      ...(!isCut
        ? {}
        : {
            other: {
              patterns: found.total - shown.length,
              ...writer.series(
                without(
                  all,
                  shown.map(({ own }) => countsOf(own)),
                ),
              ),
            },
          }),
      ...(extended ? { ...saidBuckets(range, asked), total_usage } : {}),
      ...(previous ? { comparison: compareWith(range, previous, total_usage) } : {}),
    };
  }

  /** Where only the first are shown, the others are added up by the store, from what costs least. */
  private async findSeries(question: CountQuestion, most: number, fills: boolean): Promise<FoundSeries> {
    const { keys, filter = {} } = question;
    const canRank =
      keys[0] === 'pattern' && !filter.patternIds && Object.keys(filter.context ?? {}).length === 0;
    if (most < Infinity && canRank) {
      const { patterns, first, all } = await boundedMostUsed(this.usages, question, most);
      return { series: await seriesOf(first), total: patterns, all };
    }
    const rows = await boundedAggregate(this.usages, question);
    const used = await seriesOf(rows);
    const unused =
      fills && keys[0] === 'pattern'
        ? await unusedPatterns(
            this.patterns,
            filter.patternIds,
            used.map(({ pattern_id }) => pattern_id),
          )
        : [];
    const series = [...used, ...unused.map(({ id, name }) => ({ pattern_id: id, name, own: [] }))];
    return { series, total: series.length, all: rows };
  }

  /** The same, computed now: for an answer that is kept itself. */
  async total(timeRangeHours: number, patternId: string | undefined): Promise<UsageStats> {
    const { now, clockSkewMs } = this.requestClock();
    const span = timeRangeHours * HOUR_MS;
    const from = Math.max(0, Math.floor(now - span));
    const middle = Math.max(0, Math.floor(now - span / 2));
    const question = {
      slices: [
        { from, to: middle },
        { from: middle, to: now + clockSkewMs + 1 },
      ],
      measures: STATS_MEASURES,
      filter: patternId === undefined ? {} : { patternIds: [patternId] },
    };
    const isShort = patternId === undefined && (await this.usages.aboutPatterns()) > MOST_LISTED;
    const found = isShort ? await this.usages.mostUsed(question, MOST_LISTED) : undefined;
    const rows = found?.first ?? (await this.usages.aggregate(question));
    const used = [...groupBy(rows, (row) => row.pattern_id).values()].map(toStats);
    const patterns = used.sort(byUsage((pattern) => pattern.total_usages)).slice(0, MOST_LISTED);
    return {
      patterns,
      total_patterns: patterns.length,
      total_matching: found?.patterns ?? used.length,
      time_range_hours: timeRangeHours,
    };
  }

  private requestClock(): RequestClock {
    return { now: this.clock.now(), clockSkewMs: this.config.ingestion.clockSkewMs };
  }
}

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
