import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { formatTime } from '../../common/time-range.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { groupBy } from '../group-by.js';
import { linearTrend } from '../linear-trend.js';
import { comparePeriods } from '../period-comparison.dto.js';
import { RequestTime } from '../request/request-time.js';
import type { BucketQueryDto } from '../request/usage-query.dto.js';
import {
  askedBuckets,
  askedFilter,
  askedRange,
  hasBegun,
  isExtended,
  isPartial,
  keptQuestion,
} from '../request/usage-request.js';
import { meanOf, sumOf } from '../usage-metrics.js';
import type { QualityTrendPoint, QualityTrendsResponse } from './quality-trends.dto.js';

const MEASURES = ['quality_count', 'quality_sum', 'quality_min', 'quality_max'] as const;
type Row = UsageAnswer<(typeof MEASURES)[number]>;

const averageOf = (rows: readonly Row[]): number | null =>
  meanOf(sumOf(rows, 'quality_sum'), sumOf(rows, 'quality_count'));

/** The quality of all patterns over time. */
@Injectable()
export class QualityTrendsService {
  constructor(
    private readonly usages: UsageReadRepository,
    private readonly time: RequestTime,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async overTime(query: BucketQueryDto): Promise<JsonAnswer<QualityTrendsResponse>> {
    const range = askedRange(query, '30d', this.time.read());
    return this.cache.getOrLoadJson(
      keptQuestion('quality-trends', query, range, query.compare !== undefined),
      () => this.read(query),
    );
  }

  private async read(query: BucketQueryDto): Promise<QualityTrendsResponse> {
    const range = askedRange(query, '30d', this.time.read());
    const { calendar, buckets } = askedBuckets(query, range, query.granularity ?? 'day');
    const compares = query.compare !== undefined;
    // The period before is the first slice, where it is asked for.
    const first = compares ? 1 : 0;
    const rows = await this.usages.aggregate({
      slices: [...(compares ? [range.previous] : []), ...buckets],
      measures: MEASURES,
      filter: askedFilter(query),
    });
    const rated = rows.filter(({ quality_count }) => quality_count! > 0);
    const bySlice = groupBy(rated, ({ slice }) => String(slice));
    const extended = isExtended(query) || query.granularity !== undefined;
    const places = [...buckets.keys()].filter(
      (place) =>
        bySlice.has(String(place + first)) || (query.fill === 'true' && hasBegun(buckets[place]!, range)),
    );
    const trends = places.map((place): QualityTrendPoint => {
      const own = bySlice.get(String(place + first)) ?? [];
      const bucket = buckets[place]!;
      return {
        timestamp: formatTime(bucket.start),
        avg_quality: averageOf(own),
        pattern_count: own.length,
        min_quality: own.length === 0 ? null : Math.min(...own.map((row) => row.quality_min!)),
        max_quality: own.length === 0 ? null : Math.max(...own.map((row) => row.quality_max!)),
        ...(extended && isPartial(bucket, range) ? { partial: true } : {}),
      };
    });
    const points = places.flatMap((x, at) => {
      const y = trends[at]!.avg_quality;
      return y === null ? [] : [{ x, y }];
    });
    const { direction, velocity } = linearTrend(points, buckets.length);
    const average = (isMeant: (row: Row) => boolean): number | null => averageOf(rated.filter(isMeant));
    return {
      trends,
      time_range: range.name ?? 'custom',
      overall_trend: direction,
      trend_velocity: velocity,
      ...(extended
        ? {
            granularity: calendar.granularity,
            from: formatTime(range.from),
            to: formatTime(range.to),
            timezone: calendar.timeZone,
            week_start: calendar.weekStart,
          }
        : {}),
      ...(compares
        ? {
            comparison: comparePeriods(
              range,
              average(({ slice }) => slice > 0),
              average(({ slice }) => slice === 0),
            ),
          }
        : {}),
    };
  }
}
