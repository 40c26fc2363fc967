import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { mapInTurns } from '../../common/map-in-turns.js';
import { displayName } from '../../common/pattern-terms.js';
import { formatTime } from '../../common/time-range.js';
import { PatternRepository } from '../../store/repositories/pattern.repository.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import type { MeasureName } from '../../store/usage-measures.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { contextGroups } from '../context-groups.js';
import { groupBy, groupInTurns } from '../group-by.js';
import { comparePeriods } from '../period-comparison.dto.js';
import { askedGroup } from '../request/asked-group.js';
import { boundedAggregate } from '../request/bounded-aggregate.js';
import { RequestTime } from '../request/request-time.js';
import { saidBuckets } from '../request/said-buckets.js';
import { shownPlaces } from '../request/shown-places.js';
import { checkPoints } from '../request/too-many-points.js';
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
  MetricSeries,
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
    const { key, contextKey } = askedGroup(query);
    const asked = askedBuckets(query, range, query.granularity ?? 'day');
    const { buckets } = asked;
    const metric = seriesMetric(query.metric);
    const compares = query.compare !== undefined;
    // The period before is the first slice, where it is asked for.
    const first = compares ? 1 : 0;
    const rows = await boundedAggregate(this.usages, {
      slices: [...(compares ? [range.previous] : []), ...buckets],
      measures: metric.measures,
      keys: key === 'context' ? [...metric.keys, 'context'] : metric.keys,
      contextKey,
      filter,
    });
    const extended = isExtended(query) || key === 'context';
    const { fill: fills = false } = query;
    const timestamps = buckets.map(({ start }) => formatTime(start));
    const pointsOf = (own: readonly Row[]): TimeSeriesPoint[] => {
      const byPlace = groupBy(own, ({ slice }) => slice - first);
      return shownPlaces(byPlace, buckets, range, fills).flatMap((place): TimeSeriesPoint[] => {
        const value = metric.of(byPlace.get(place) ?? []);
        if (value === null && !(fills && hasBegun(buckets[place]!, range))) return [];
        const point = { timestamp: timestamps[place]!, value };
        return [extended && isPartial(buckets[place]!, range) ? { ...point, partial: true } : point];
      });
    };
    const isInRange = ({ slice }: Row): boolean => slice >= first;
    const seriesOf = (own: readonly Row[]): Readonly<MetricSeries> => {
      const inRange = own.filter(isInRange);
      const earlier = own.filter((row) => !isInRange(row));
      return {
        data: pointsOf(inRange),
        ...(compares ? { comparison: comparePeriods(range, metric.of(inRange), metric.of(earlier)) } : {}),
      };
    };
    const groups = key === 'context' ? await contextGroups(rows, 'usages', first) : undefined;
    const ids = filter.patternIds!;
    if (fills) checkPoints((ids.length + (groups?.length ?? 0)) * buckets.length);
    const byPattern = await groupInTurns(rows, (row) => row.pattern_id);
    const names = ids.length === 1 ? new Map<string, string>() : await this.patterns.namesOf(ids);
    const series = await mapInTurns(ids, (id): PatternSeries => ({
      pattern_id: id,
      pattern_name: displayName(id, names.get(id) ?? null),
      ...seriesOf(byPattern.get(id) ?? []),
    }));
    const { pattern_id, data, comparison } = series[0]!;
    return {
      pattern_id,
      metric: query.metric,
      time_range: range.name ?? 'custom',
      granularity: asked.calendar.granularity,
      data,
      ...(series.length > 1 ? { series } : {}),
      ...(groups
        ? { groups: await mapInTurns(groups, ({ value, own }) => ({ value, ...seriesOf(own) })) }
        : {}),
      ...(isQuantile(query.metric) ? { relative_error: LATENCY_RELATIVE_ERROR } : {}),
      ...(extended ? saidBuckets(range, asked) : {}),
      ...(comparison ? { comparison } : {}),
    };
  }
}
