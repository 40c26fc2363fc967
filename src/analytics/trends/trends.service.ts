import { Injectable } from '@nestjs/common';
import { AnswerCache } from '../../cache/answer-cache.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { displayName } from '../../common/pattern-terms.js';
import { formatTime } from '../../common/time-range.js';
import { PatternRepository } from '../../store/repositories/pattern.repository.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { groupBy } from '../group-by.js';
import { type LinearTrend, linearTrend } from '../linear-trend.js';
import { RequestTime } from '../request/request-time.js';
import {
  type AskedBuckets,
  type AskedRange,
  askedBuckets,
  askedFilter,
  askedRange,
  isExtended,
  isPartial,
  keptQuestion,
  usualGranularity,
} from '../request/usage-request.js';
import { METRIC_MEASURES, metricsOf, sumOf } from '../usage-metrics.js';
import { LARGEST_VALUE, TREND_TYPES, type TrendType, trendValue } from './trend-type.js';
import type { TrendsQueryDto, TrendsResponse } from './trends.dto.js';

type Row = UsageAnswer<(typeof METRIC_MEASURES)[number]>;

/**
 * One pattern's trend. Usages are counted in whole buckets alone, those without any included, for
 * half a bucket has half the usages; averages are of every bucket that has one.
 */
const trendOf = (
  type: TrendType,
  rows: readonly Row[],
  { buckets }: AskedBuckets,
  range: AskedRange,
): LinearTrend => {
  const places = [...buckets.keys()];
  const last = places.findLast((place) => buckets[place]!.start <= range.elapsedTo) ?? 0;
  const bySlice = groupBy(rows, ({ slice }) => String(slice));
  const isCount = type === 'usage';
  const used = places.filter(
    (place) => bySlice.has(String(place)) && !(isCount && isPartial(buckets[place]!, range)),
  );
  const counted = isCount ? places.filter((place) => !isPartial(buckets[place]!, range)) : used;
  const points = counted.flatMap((x) => {
    const y = trendValue[type](metricsOf(bySlice.get(String(x)) ?? []));
    return y === null ? [] : [{ x, y }];
  });
  // A bucket without usages is a count of 0, but no data.
  const trend = linearTrend(isCount && used.length < 3 ? [] : points, last + 1);
  const { prediction } = trend;
  return {
    ...trend,
    prediction: prediction === null ? null : Math.min(Math.max(prediction, 0), LARGEST_VALUE[type]),
  };
};

/** Where patterns are going. */
@Injectable()
export class TrendsService {
  constructor(
    private readonly usages: UsageReadRepository,
    private readonly patterns: PatternRepository,
    private readonly time: RequestTime,
    private readonly cache: AnswerCache,
  ) {}

  /** @throws InvalidInputError, StoreUnavailableError */
  async ofPatterns(query: TrendsQueryDto): Promise<JsonAnswer<TrendsResponse>> {
    const range = askedRange(query, '30d', this.time.read());
    return this.cache.getOrLoadJson(keptQuestion('trends', query, range, false), () => this.read(query));
  }

  private async read(query: TrendsQueryDto): Promise<TrendsResponse> {
    const range = askedRange(query, '30d', this.time.read());
    const filter = askedFilter(query);
    const asked = askedBuckets(query, range, query.granularity ?? usualGranularity(range));
    const rows = await this.usages.aggregate({ slices: asked.buckets, measures: METRIC_MEASURES, filter });
    const used = [...groupBy(rows, (row) => row.pattern_id)]
      .map(([id, own]) => ({ id, own, name: own[0]!.name, usages: sumOf(own, 'usages') }))
      .sort((a, b) => b.usages - a.usages || (a.id < b.id ? -1 : 1));
    const known = new Set(used.map(({ id }) => id));
    const unused = (filter.patternIds ?? []).filter((id) => !known.has(id));
    const names = unused.length === 0 ? new Map<string, string>() : await this.patterns.namesOf(unused);
    const found = [...used, ...unused.map((id) => ({ id, own: [], name: names.get(id) ?? null, usages: 0 }))];
    const types = query.trend_type === undefined ? TREND_TYPES : [query.trend_type];
    const shown = query.limit === undefined ? found : found.slice(0, Number(query.limit));
    return {
      trends: shown.flatMap(({ id, own, name }) =>
        types.map((trend_type) => ({
          pattern_id: id,
          pattern_name: displayName(id, name),
          trend_type,
          ...trendOf(trend_type, own, asked, range),
        })),
      ),
      time_range: range.name ?? 'custom',
      ...(isExtended(query) || query.granularity !== undefined
        ? {
            granularity: asked.calendar.granularity,
            total_patterns: found.length,
            from: formatTime(range.from),
            to: formatTime(range.to),
            timezone: range.timeZone,
          }
        : {}),
    };
  }
}
