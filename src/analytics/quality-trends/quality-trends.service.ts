import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import type { Bucket } from '../../common/calendar.js';
import { formatTime } from '../../common/time-range.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { contextGroups } from '../context-groups.js';
import { groupBy } from '../group-by.js';
import { linearTrend } from '../linear-trend.js';
import { comparePeriods } from '../period-comparison.dto.js';
import { askedGroup } from '../request/asked-group.js';
import { boundedAggregate } from '../request/bounded-aggregate.js';
import { RequestTime } from '../request/request-time.js';
import { saidBuckets } from '../request/said-buckets.js';
import { shownPlaces } from '../request/shown-places.js';
import { checkPoints } from '../request/too-many-points.js';
import type { GroupQueryDto } from '../request/usage-query.dto.js';
import {
  type AskedRange,
  askedBuckets,
  askedFilter,
  askedRange,
  isExtended,
  isPartial,
  keptQuestion,
} from '../request/usage-request.js';
import { meanOf, sumOf } from '../usage-metrics.js';
import type { QualitySeries, QualityTrendPoint, QualityTrendsResponse } from './quality-trends.dto.js';

const MEASURES = ['quality_count', 'quality_sum', 'quality_min', 'quality_max'] as const;
type Row = UsageAnswer<(typeof MEASURES)[number]>;

const averageOf = (rows: readonly Row[]): number | null =>
  meanOf(sumOf(rows, 'quality_sum'), sumOf(rows, 'quality_count'));

const extremeOf = (
  rows: readonly Row[],
  measure: 'quality_min' | 'quality_max',
  choose: (a: number, b: number) => number,
): number | null =>
  rows.length === 0 ? null : rows.map((row) => row[measure]!).reduce((a, b) => choose(a, b));

/** How an answer is to be written. */
interface Manner {
  readonly range: AskedRange;
  readonly buckets: readonly Bucket[];
  readonly fills: boolean;
  readonly compares: boolean;
  readonly extended: boolean;
}

/** @param rows with a quality; the period before is the first slice, where it is compared. */
const seriesOf = (
  rows: readonly Row[],
  { range, buckets, fills, compares, extended }: Manner,
): Readonly<QualitySeries> => {
  const first = compares ? 1 : 0;
  const byPlace = groupBy(
    rows.filter(({ slice }) => slice >= first),
    ({ slice }) => slice - first,
  );
  const places = shownPlaces(byPlace, buckets, range, fills);
  const trends = places.map((place): QualityTrendPoint => {
    const own = byPlace.get(place) ?? [];
    const bucket = buckets[place]!;
    return {
      timestamp: formatTime(bucket.start),
      avg_quality: averageOf(own),
      pattern_count: new Set(own.map(({ pattern_id }) => pattern_id)).size,
      min_quality: extremeOf(own, 'quality_min', Math.min),
      max_quality: extremeOf(own, 'quality_max', Math.max),
      ...(extended && isPartial(bucket, range) ? { partial: true } : {}),
    };
  });
  const points = places.flatMap((x, at) => {
    const y = trends[at]!.avg_quality;
    return y === null ? [] : [{ x, y }];
  });
  const { direction, velocity } = linearTrend(points, buckets.length);
  return {
    trends,
    overall_trend: direction,
    trend_velocity: velocity,
    ...(compares
      ? {
          comparison: comparePeriods(
            range,
            averageOf(rows.filter(({ slice }) => slice > 0)),
            averageOf(rows.filter(({ slice }) => slice === 0)),
          ),
        }
      : {}),
  };
};

/** The quality of all patterns over time. */
@Injectable()
export class QualityTrendsService {
  constructor(
    private readonly usages: UsageReadRepository,
    private readonly time: RequestTime,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async overTime(query: GroupQueryDto): Promise<JsonAnswer<QualityTrendsResponse>> {
    const range = askedRange(query, '30d', this.time.read());
    return this.cache.getOrLoadJson(
      keptQuestion('quality-trends', query, range, query.compare !== undefined),
      () => this.read(query),
    );
  }

  private async read(query: GroupQueryDto): Promise<QualityTrendsResponse> {
    const range = askedRange(query, '30d', this.time.read());
    const { key, contextKey } = askedGroup(query);
    const asked = askedBuckets(query, range, query.granularity ?? 'day');
    const { buckets } = asked;
    const compares = query.compare !== undefined;
    const rows = await boundedAggregate(this.usages, {
      slices: [...(compares ? [range.previous] : []), ...buckets],
      measures: MEASURES,
      keys: key === 'context' ? ['pattern', 'context'] : ['pattern'],
      contextKey,
      filter: askedFilter(query),
    });
    const rated = rows.filter(({ quality_count }) => quality_count! > 0);
    const extended = isExtended(query) || query.granularity !== undefined || key === 'context';
    const { fill: fills = false } = query;
    const manner = { range, buckets, fills, compares, extended };
    const groups =
      key === 'context' ? await contextGroups(rated, 'quality_count', compares ? 1 : 0) : undefined;
    if (fills) checkPoints((1 + (groups?.length ?? 0)) * buckets.length);
    return {
      ...seriesOf(rated, manner),
      time_range: range.name ?? 'custom',
      ...(groups ? { groups: groups.map(({ value, own }) => ({ value, ...seriesOf(own, manner) })) } : {}),
      ...(extended ? saidBuckets(range, asked) : {}),
    };
  }
}
