import { Inject, Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import type { Bucket } from '../../common/calendar.js';
import { Clock } from '../../common/clock.js';
import { displayName, displayType } from '../../common/pattern-terms.js';
import { sampleConfidence } from '../../common/sample-confidence.js';
import { formatTime } from '../../common/time-range.js';
import { InvalidInputError } from '../../common/tracker-error.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import type { UsageFilter } from '../../store/usage-question.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { groupBy } from '../group-by.js';
import { descendingBy } from '../ranking/descending-by.js';
import {
  type AskedRange,
  askedBuckets,
  askedFilter,
  askedRange,
  isPartial,
  questionKey,
} from '../request/usage-request.js';
import { meanOf, sumOf } from '../usage-metrics.js';
import type {
  PatternQuality,
  QualityMeasurement,
  QualityMetricsQueryDto,
  QualityMetricsResponse,
} from './quality-metrics.dto.js';
import { qualityTrend } from './quality-trend.js';

const MEASURES = ['quality_count', 'quality_sum'] as const;
type QualityRow = UsageAnswer<(typeof MEASURES)[number]>;

/** Most measurements of an answer that lists empty buckets too. */
const MOST_MEASUREMENTS = 500_000;

/** The original's parameters, and the ones that change nothing of an answer's shape. */
const ORIGINAL: ReadonlySet<string> = new Set(['pattern_id', 'pattern_type', 'min_quality']);

const isExtended = (query: QualityMetricsQueryDto): boolean =>
  Object.entries(query).some(([name, value]) => value !== undefined && !ORIGINAL.has(name));

const averageOf = (rows: readonly QualityRow[]): number | null =>
  meanOf(sumOf(rows, 'quality_sum'), sumOf(rows, 'quality_count'));

const tooMany = (patterns: number, buckets: number): InvalidInputError => {
  const allowed = `at most ${MOST_MEASUREMENTS} measurements; a limit, wider buckets or a shorter range make fewer`;
  const message = `fill asks for ${patterns} patterns of ${buckets} buckets each; it must be ${allowed}.`;
  return new InvalidInputError([{ pointer: '/fill', code: 'too_many_points', allowed, message }]);
};

/** How good what patterns produce is, over time. */
@Injectable()
export class QualityMetricsService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly usages: UsageReadRepository,
    private readonly clock: Clock,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async measure(query: QualityMetricsQueryDto): Promise<JsonAnswer<QualityMetricsResponse>> {
    const { clockSkewMs } = this.config.ingestion;
    const range = askedRange(query, '30d', { now: this.clock.now(), clockSkewMs });
    const from = query.compare === undefined ? range.from : range.previous.from;
    const question = { key: questionKey('quality-metrics', query), range: { from, to: range.to } };
    return this.cache.getOrLoadJson(question, () => this.compute(query, range));
  }

  private async compute(query: QualityMetricsQueryDto, range: AskedRange): Promise<QualityMetricsResponse> {
    const { granularity = 'day', min_quality = '0' } = query;
    const filter = askedFilter(query);
    const { calendar, buckets } = askedBuckets(query, range, granularity);
    const rows = await this.usages.aggregate({ slices: buckets, measures: MEASURES, filter });
    const measured = rows.filter(({ quality_count }) => quality_count! > 0);
    const all = [...groupBy(measured, (row) => row.pattern_id)]
      .map(([pattern_id, own]) => ({ pattern_id, own, average: averageOf(own)! }))
      .filter(({ average }) => average >= Number(min_quality))
      .sort(descendingBy(({ average }) => average));
    const shown = query.limit === undefined ? all : all.slice(0, Number(query.limit));
    if (query.fill === 'true' && shown.length * buckets.length > MOST_MEASUREMENTS)
      throw tooMany(shown.length, buckets.length);
    const previous = query.compare === undefined ? undefined : await this.previousAverages(range, filter);
    const extended = isExtended(query);
    const patterns = shown.map(({ pattern_id, own, average }): PatternQuality => ({
      pattern_id,
      pattern_name: displayName(pattern_id, own[0]!.name),
      pattern_type: displayType(own[0]!.type),
      measurements: this.measurements(own, buckets, range, query.fill === 'true', extended),
      trend: qualityTrend(own.map((row) => ({ x: row.slice, y: averageOf([row])! }))),
      ...(extended ? { average_quality: average } : {}),
      ...(previous ? { previous_average_quality: previous.get(pattern_id) ?? null } : {}),
    }));
    const answer = { patterns, total_count: all.length };
    if (!extended) return answer;
    return {
      ...answer,
      from: formatTime(range.from),
      to: formatTime(range.to),
      granularity,
      timezone: calendar.timeZone,
      week_start: calendar.weekStart,
      ...(previous
        ? { comparison: { from: formatTime(range.previous.from), to: formatTime(range.previous.to) } }
        : {}),
    };
  }

  private measurements(
    rows: readonly QualityRow[],
    buckets: readonly Bucket[],
    range: AskedRange,
    fills: boolean,
    extended: boolean,
  ): QualityMeasurement[] {
    const bySlice = new Map(rows.map((row) => [row.slice, row]));
    const places = fills
      ? // What has not begun yet is no gap.
        [...buckets.keys()].filter((place) => bySlice.has(place) || buckets[place]!.start <= range.elapsedTo)
      : rows.map(({ slice }) => slice);
    return places.map((place) => {
      const row = bySlice.get(place);
      const bucket = buckets[place]!;
      return {
        quality_score: row ? averageOf([row]) : null,
        confidence: sampleConfidence(row?.quality_count ?? 0),
        timestamp: formatTime(bucket.start),
        ...(extended && isPartial(bucket, range) ? { partial: true as const } : {}),
      };
    });
  }

  /** Average qualities of the period before, by pattern. */
  private async previousAverages(
    { previous }: AskedRange,
    filter: UsageFilter,
  ): Promise<ReadonlyMap<string, number | null>> {
    const rows = await this.usages.aggregate({ slices: [previous], measures: MEASURES, filter });
    return new Map(rows.map((row) => [row.pattern_id, averageOf([row])]));
  }
}
