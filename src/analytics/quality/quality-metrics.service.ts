import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { mapInTurns } from '../../common/map-in-turns.js';
import { displayName, displayType } from '../../common/pattern-terms.js';
import { sampleConfidence } from '../../common/sample-confidence.js';
import { formatTime } from '../../common/time-range.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { groupBy, groupInTurns } from '../group-by.js';
import { askedGroup, identityOf } from '../request/asked-group.js';
import { boundedAggregate } from '../request/bounded-aggregate.js';
import { RequestTime } from '../request/request-time.js';
import { saidBuckets } from '../request/said-buckets.js';
import { shownPlaces } from '../request/shown-places.js';
import { checkPoints } from '../request/too-many-points.js';
import {
  type AskedBuckets,
  type AskedRange,
  askedBuckets,
  askedFilter,
  askedRange,
  isPartial,
  keptQuestion,
} from '../request/usage-request.js';
import { meanOf, sumOf } from '../usage-metrics.js';
import type {
  MeasuredQuality,
  QualityMeasurement,
  QualityMetricsQueryDto,
  QualityMetricsResponse,
} from './quality-metrics.dto.js';
import { qualityTrend } from './quality-trend.js';

const MEASURES = ['quality_count', 'quality_sum'] as const;
type QualityRow = UsageAnswer<(typeof MEASURES)[number]>;

/** The original's parameters, and the ones that change nothing of an answer's shape. */
const ORIGINAL: ReadonlySet<string> = new Set(['pattern_id', 'pattern_type', 'min_quality']);

const isExtended = (query: QualityMetricsQueryDto): boolean =>
  Object.entries(query).some(([name, value]) => value !== undefined && !ORIGINAL.has(name));

const averageOf = (rows: readonly QualityRow[]): number | null =>
  meanOf(sumOf(rows, 'quality_sum'), sumOf(rows, 'quality_count'));

const sliceOf = ({ slice }: QualityRow): number => slice;

/** How an answer is to be written. */
interface Manner {
  readonly range: AskedRange;
  readonly asked: AskedBuckets;
  /** When each bucket begins. */
  readonly timestamps: readonly string[];
  readonly fills: boolean;
  readonly extended: boolean;
}

const measurementsOf = (
  bySlice: ReadonlyMap<number, readonly QualityRow[]>,
  { range, asked: { buckets }, timestamps, fills, extended }: Manner,
): QualityMeasurement[] =>
  shownPlaces(bySlice, buckets, range, fills).map((place): QualityMeasurement => {
    const own = bySlice.get(place) ?? [];
    const measurement = {
      quality_score: averageOf(own),
      confidence: sampleConfidence(sumOf(own, 'quality_count')),
      timestamp: timestamps[place]!,
    };
    return extended && isPartial(buckets[place]!, range) ? { ...measurement, partial: true } : measurement;
  });

const qualityOf = (
  own: readonly QualityRow[],
  bySlice: ReadonlyMap<number, readonly QualityRow[]>,
  manner: Manner,
): Readonly<MeasuredQuality> => ({
  measurements: measurementsOf(bySlice, manner),
  trend: qualityTrend(
    [...bySlice].map(([slice, rows]) => ({ x: slice, y: averageOf(rows)! })).sort((a, b) => a.x - b.x),
  ),
  ...(manner.extended ? { average_quality: averageOf(own) } : {}),
});

/** How good what patterns produce is, over time. */
@Injectable()
export class QualityMetricsService {
  constructor(
    private readonly usages: UsageReadRepository,
    private readonly time: RequestTime,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async measure(query: QualityMetricsQueryDto): Promise<JsonAnswer<QualityMetricsResponse>> {
    const range = askedRange(query, '30d', this.time.read());
    const question = keptQuestion('quality-metrics', query, range, query.compare !== undefined);
    return this.cache.getOrLoadJson(question, () => this.compute(query));
  }

  private async compute(query: QualityMetricsQueryDto): Promise<QualityMetricsResponse> {
    const range = askedRange(query, '30d', this.time.read());
    const { min_quality = 0 } = query;
    const { key, contextKey } = askedGroup(query);
    const asked = askedBuckets(query, range, query.granularity ?? 'day');
    const question = { measures: MEASURES, keys: [key], contextKey, filter: askedFilter(query) } as const;
    const rows = await boundedAggregate(this.usages, { ...question, slices: asked.buckets });
    const groups = await mapInTurns([...(await groupInTurns(rows, identityOf))], ([id, used]) => {
      const own = used.filter(({ quality_count }) => quality_count! > 0);
      return { id, own, average: averageOf(own) };
    });
    const all = groups
      .filter(({ average }) => average !== null && average >= min_quality)
      .sort((a, b) => b.average! - a.average! || (a.id < b.id ? -1 : 1));
    const shown = query.limit === undefined ? all : all.slice(0, query.limit);
    const timestamps = asked.buckets.map(({ start }) => formatTime(start));
    const manner = { range, asked, timestamps, fills: query.fill ?? false, extended: isExtended(query) };
    if (manner.fills) checkPoints((shown.length + 1) * asked.buckets.length);
    const before =
      query.compare === undefined
        ? undefined
        : await boundedAggregate(this.usages, { ...question, slices: [range.previous] });
    const previous = before && (await groupInTurns(before, identityOf));
    const previousOf = (ids: readonly string[]): { previous_average_quality?: number | null } =>
      previous ? { previous_average_quality: averageOf(ids.flatMap((id) => previous.get(id) ?? [])) } : {};
    const qualities = await mapInTurns(shown, ({ id, own }) => ({
      ...qualityOf(own, groupBy(own, sliceOf), manner),
      ...previousOf([id]),
    }));
    const beyond = all.slice(shown.length);
    const others = beyond.flatMap(({ own }) => own);
    return {
      patterns:
        key === 'context'
          ? []
          : shown.map(({ id, own }, at) => ({
              pattern_id: id,
              pattern_name: displayName(id, own[0]!.name),
              pattern_type: displayType(own[0]!.type),
              ...qualities[at]!,
            })),
      total_count: shown.length,
      total_matching: all.length,
      ...(key === 'context'
        ? { groups: shown.map(({ own }, at) => ({ value: own[0]!.context ?? null, ...qualities[at]! })) }
        : {}),
      ...(query.limit === undefined
        ? {}
        : {
            other: {
              patterns: beyond.length,
              ...qualityOf(others, await groupInTurns(others, sliceOf), manner),
              ...previousOf(beyond.map(({ id }) => id)),
            },
          }),
      ...(manner.extended ? saidBuckets(range, asked) : {}),
      ...(previous
        ? { comparison: { from: formatTime(range.previous.from), to: formatTime(range.previous.to) } }
        : {}),
    };
  }
}
