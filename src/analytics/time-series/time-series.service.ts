import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { displayName } from '../../common/pattern-terms.js';
import { formatTime } from '../../common/time-range.js';
import { PatternRepository } from '../../store/repositories/pattern.repository.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import type { MeasureName } from '../../store/usage-measures.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { groupBy } from '../group-by.js';
import { comparePeriods } from '../period-comparison.dto.js';
import { RequestTime } from '../request/request-time.js';
import {
  askedBuckets,
  askedFilter,
  askedRange,
  hasBegun,
  isExtended,
  isPartial,
  keptQuestion,
} from '../request/usage-request.js';
import { LATENCY_RELATIVE_ERROR } from '../stats/bin-quantile.js';
import { isQuantile, seriesMetric } from './series-metric.js';
import type {
  PatternSeries,
  TimeSeriesPoint,
  TimeSeriesQueryDto,
  TimeSeriesResponse,
} from './time-series.dto.js';

type Row = UsageAnswer<MeasureName>;

/** One metric of patterns over time. */
@Injectable()
export class TimeSeriesService {
  constructor(
    private readonly usages: UsageReadRepository,
    private readonly patterns: PatternRepository,
    private readonly time: RequestTime,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async ofPatterns(query: TimeSeriesQueryDto): Promise<JsonAnswer<TimeSeriesResponse>> {
    const range = askedRange(query, '30d', this.time.read());
    return this.cache.getOrLoadJson(
      keptQuestion('time-series', query, range, query.compare !== undefined),
      () => this.read(query),
    );
  }

  private async read(query: TimeSeriesQueryDto): Promise<TimeSeriesResponse> {
    const range = askedRange(query, '30d', this.time.read());
    const filter = askedFilter(query);
    const { calendar, buckets } = askedBuckets(query, range, query.granularity ?? 'day');
    const metric = seriesMetric(query.metric);
    const compares = query.compare !== undefined;
    // The period before is the first slice, where it is asked for.
    const first = compares ? 1 : 0;
    const rows = await this.usages.aggregate({
      slices: [...(compares ? [range.previous] : []), ...buckets],
      measures: metric.measures,
      keys: metric.keys,
      filter,
    });
    const byPattern = groupBy(rows, (row) => row.pattern_id);
    const extended = isExtended(query);
    const pointsOf = (own: readonly Row[]): TimeSeriesPoint[] => {
      const bySlice = groupBy(own, ({ slice }) => String(slice));
      return buckets.flatMap((bucket, place): TimeSeriesPoint[] => {
        const inBucket = bySlice.get(String(place + first));
        const value = metric.of(inBucket ?? []);
        const hasValue = inBucket !== undefined && value !== null;
        if (!hasValue && !(query.fill === 'true' && hasBegun(bucket, range))) return [];
        const point = { timestamp: formatTime(bucket.start), value };
        return [extended && isPartial(bucket, range) ? { ...point, partial: true } : point];
      });
    };
    const ids = filter.patternIds!;
    const names = ids.length === 1 ? new Map<string, string>() : await this.patterns.namesOf(ids);
    const series = ids.map((id): PatternSeries => {
      const own = byPattern.get(id) ?? [];
      const earlier = own.filter(({ slice }) => slice < first);
      const inRange = own.filter(({ slice }) => slice >= first);
      return {
        pattern_id: id,
        pattern_name: displayName(id, names.get(id) ?? null),
        data: pointsOf(inRange),
        ...(compares ? { comparison: comparePeriods(range, metric.of(inRange), metric.of(earlier)) } : {}),
      };
    });
    const { pattern_id, data, comparison } = series[0]!;
    return {
      pattern_id,
      metric: query.metric,
      time_range: range.name ?? 'custom',
      granularity: calendar.granularity,
      data,
      ...(series.length > 1 ? { series } : {}),
      ...(isQuantile(query.metric) ? { relative_error: LATENCY_RELATIVE_ERROR } : {}),
      ...(extended
        ? {
            from: formatTime(range.from),
            to: formatTime(range.to),
            timezone: calendar.timeZone,
            week_start: calendar.weekStart,
          }
        : {}),
      ...(comparison ? { comparison } : {}),
    };
  }
}
