import { dimensionsOf } from '../../store/usages/usage-question.js';
import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { mapInTurns } from '../../common/map-in-turns.js';
import { partsInTurns } from '../../common/parts-in-turns.js';
import { displayName } from '../../common/pattern-terms.js';
import { unknownCounts } from '../../common/unknown-counts.dto.js';
import { formatTime, HOUR_MS } from '../../common/time-range.js';
import { PatternRepository } from '../../store/patterns/pattern.repository.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import { foldUnknowns } from '../../store/usages/unknown-usages.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { groupBy } from '../group-by.js';
import { RequestClock } from '../query/request-clock.js';
import type { ResolvedRange } from '../query/resolve-range.js';
import { usageStatsWidth } from '../query/usage-stats-width.js';
import { descendingBy } from '../ranking/descending-by.js';
import { MAX_LISTED } from '../report/most-listed.js';
import { withinLimit } from '../report/point-limit.js';
import { Report } from '../report/report.js';
import { ReportService } from '../report/report.service.js';
import { listSeries, type Series, seriesIdOf, seriesOf, unusedSeries } from '../report/series.js';
import { METRIC_MEASURES, metricsOf, sumOf, unknownsOf } from '../usage-metrics.js';
import type { UsageDataPoint, UsageStatsQueryDto, UsageStatsResponse } from './usage-stats.dto.js';
import type { PatternUsageStats, UsageStats } from './usage-stats.js';
import { usageTrend } from '../usage-trend.js';

const ORIGINAL_PARAMETERS = ['time_range', 'pattern_id', 'group_by'];
const STATS_MEASURES = [...METRIC_MEASURES, 'first_used', 'last_used'] as const;

type HalfRow = UsageAnswer<(typeof STATS_MEASURES)[number]>;
type CountRow = UsageAnswer<'usages'>;

/** One pattern's stats from its rows of the range's first half (slice 0) and second (slice 1). */
const toStats = (rows: readonly HalfRow[], withUnknown: boolean): PatternUsageStats => {
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
    total_usages: metrics.usages + unknownsOf(rows),
    ...unknownCounts(withUnknown, metrics.usages, unknownsOf(rows)),
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

/** Usages by slice, of answers that may share slices; added to the counts that are given. */
const countsOf = (rows: readonly CountRow[], counts = new Map<number, number>()): Map<number, number> => {
  for (const { slice, usages } of rows) counts.set(slice, (counts.get(slice) ?? 0) + usages!);
  return counts;
};

const totalOf = (counts: ReadonlyMap<unknown, number>): number =>
  [...counts.values()].reduce((total, count) => total + count, 0);

/** What is said of usages by bucket. */
const usageSeries = (
  counts: ReadonlyMap<number, number>,
  report: Report,
): { usage_data: UsageDataPoint[]; total_usage: number } => ({
  usage_data: report.points(counts, (timestamp, place) => ({ timestamp, count: counts.get(place) ?? 0 })),
  total_usage: totalOf(counts),
});

/** Series that hold the most used, how many there are in all, and all usages by slice. */
interface FoundSeries {
  readonly series: readonly Series<CountRow>[];
  readonly total: number;
  readonly all: readonly CountRow[];
}

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
    private readonly reports: ReportService,
    private readonly usages: UsageReadRepository,
    private readonly patterns: PatternRepository,
    private readonly clock: RequestClock,
    private readonly cache: AnswerCache,
  ) {}

  /**
   * Counts per bucket, in the original's response model.
   * @throws InvalidInputError, StoreUnavailableError
   */
  perBucket(query: UsageStatsQueryDto): Promise<JsonAnswer<UsageStatsResponse>> {
    return this.reports.answer('usage-stats', query, '7d', (range) => this.countPerBucket(query, range));
  }

  /**
   * Totals over the last hours, as the original's tracker answers them.
   * @param withUnknown whether usages of unknown outcome are counted too.
   */
  totals(timeRangeHours: number, patternId?: string, withUnknown = false): Promise<JsonAnswer<UsageStats>> {
    return this.cache.getOrLoadJson({ key: `totals ${timeRangeHours} ${patternId} ${withUnknown}` }, () =>
      this.total(timeRangeHours, patternId, withUnknown),
    );
  }

  private async countPerBucket(query: UsageStatsQueryDto, range: ResolvedRange): Promise<UsageStatsResponse> {
    const report = new Report(query, range, usageStatsWidth(query), ORIGINAL_PARAMETERS);
    const { limit: maxListed = MAX_LISTED } = query;
    // Where all are likely to be shown, reading them at once costs least.
    const isShort =
      query.limit !== undefined || (!report.isFilled && (await this.usages.aboutPatterns()) > maxListed);
    const found = await this.findSeries(report, isShort ? maxListed : Infinity);
    const shownCount = Math.min(found.series.length, maxListed);
    report.checkFilled(shownCount + (found.total > shownCount ? 1 : 0));
    const previous = report.isCompared ? await this.previousTotals(report) : undefined;
    const counted = await mapInTurns(found.series, (series) => {
      const data = usageSeries(countsOf(series.current), report);
      return {
        series,
        data: { ...data, ...(previous && { previous_total_usage: previous.get(series.id) ?? 0 }) },
      };
    });
    const shown = counted
      .sort((a, b) => b.data.total_usage - a.data.total_usage || (a.series.id < b.series.id ? -1 : 1))
      .slice(0, maxListed);
    const { patterns, groups } = listSeries(
      report.grouping,
      shown.map(({ series }) => series),
      shown.map(({ data }) => data),
    );
    const answer = {
      patterns,
      time_range: report.timeRange,
      granularity: report.granularity,
      total_patterns: shown.length,
    };
    const isCut = query.limit !== undefined || found.total > shown.length;
    if (!report.isExtended && !isCut) return answer;
    const all = new Map<number, number>();
    for await (const part of partsInTurns(found.all)) countsOf(part, all);
    const counts = isCut ? shown.map(({ series }) => countsOf(series.current)) : [];
    const total_usage = totalOf(all);
    return {
      ...answer,
      total_matching: found.total,
      ...(groups && { groups }),
      ...(isCut && {
        other: { patterns: found.total - shown.length, ...usageSeries(without(all, counts), report) },
      }),
      ...(report.isExtended ? { ...report.bucketFields(), total_usage } : {}),
      ...(previous && { comparison: compareWith(range, previous, total_usage) }),
    };
  }

  /** Where only the first are shown, the others are added up by the store, from what costs least. */
  private async findSeries(report: Report, maxListed: number): Promise<FoundSeries> {
    const {
      filter,
      buckets: slices,
      grouping: { key },
    } = report;
    const canRank = key === 'pattern' && !filter.patternIds && dimensionsOf(filter).length === 0;
    if (maxListed < Infinity && canRank) {
      const { patterns, first, all } = await withinLimit((limit) =>
        this.usages.mostUsed({ slices, measures: ['usages'], filter, ...limit }, maxListed),
      );
      const series = await seriesOf({ current: foldUnknowns(first), previous: [] });
      return { series, total: patterns, all: foldUnknowns(all) };
    }
    const rows = foldUnknowns(await this.reports.rows(report, ['usages'], [key], slices));
    const used = await seriesOf({ current: rows, previous: [] });
    const asked = report.isFilled && key === 'pattern' ? filter.patternIds : [];
    const usedIds = used.map(({ id }) => id);
    const series = [...used, ...(await unusedSeries(this.patterns, asked, usedIds))];
    return { series, total: series.length, all: rows };
  }

  private async previousTotals(report: Report): Promise<ReadonlyMap<string, number>> {
    const rows = await this.reports.rows(report, ['usages'], [report.grouping.key], report.before);
    return new Map(foldUnknowns(rows).map((row) => [seriesIdOf(row), row.usages!]));
  }

  /** The same, computed now: for an answer that is kept itself. */
  async total(
    timeRangeHours: number,
    patternId: string | undefined,
    withUnknown = false,
  ): Promise<UsageStats> {
    const { now, latest } = this.clock.read();
    const span = timeRangeHours * HOUR_MS;
    const from = Math.max(0, Math.floor(now - span));
    const middle = Math.max(0, Math.floor(now - span / 2));
    const question = {
      slices: [
        { from, to: middle },
        { from: middle, to: latest },
      ],
      measures: STATS_MEASURES,
      filter: {
        ...(patternId === undefined ? {} : { patternIds: [patternId] }),
        ...(withUnknown ? { unknown: 'too' as const } : {}),
      },
    };
    const isShort = patternId === undefined && (await this.usages.aboutPatterns()) > MAX_LISTED;
    const found = isShort ? await this.usages.mostUsed(question, MAX_LISTED) : undefined;
    const rows = found?.first ?? (await this.usages.aggregate(question));
    const used = [...groupBy(rows, (row) => row.pattern_id).values()].map((own) => toStats(own, withUnknown));
    const patterns = used.sort(descendingBy((pattern) => pattern.total_usages)).slice(0, MAX_LISTED);
    return {
      patterns,
      total_patterns: patterns.length,
      total_matching: found?.patterns ?? used.length,
      time_range_hours: timeRangeHours,
    };
  }
}

const compareWith = (
  { previous }: ResolvedRange,
  totals: ReadonlyMap<string, number>,
  total_usage: number,
): UsageStatsResponse['comparison'] => {
  const before = totalOf(totals);
  return {
    from: formatTime(previous.from),
    to: formatTime(previous.to),
    total_usage: before,
    change: before === 0 ? null : (total_usage - before) / before,
  };
};
