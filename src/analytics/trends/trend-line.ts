import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { groupBy } from '../group-by.js';
import { type LinearTrend, linearTrend } from '../linear-trend.js';
import { hasBegun, isPartial, type Period } from '../query/buckets.js';
import type { Report } from '../report/report.js';
import { type METRIC_MEASURES, metricsOf } from '../usage-metrics.js';
import { MAX_VALUE, type TrendType, trendValue } from './trend-type.js';
import type { TrendPoint } from './trends.dto.js';

type Row = UsageAnswer<(typeof METRIC_MEASURES)[number]>;

/**
 * Where usages of a period are going. They are counted in whole buckets alone, those without any
 * included, for half a bucket has half the usages; averages are of every bucket that has one.
 */
export const trendLine = (type: TrendType, rows: readonly Row[], period: Period): LinearTrend => {
  const { buckets } = period;
  const places = [...buckets.keys()];
  const last = places.findLast((place) => hasBegun(buckets[place]!, period)) ?? 0;
  const bySlice = groupBy(rows, ({ slice }) => slice);
  const isCount = type === 'usage';
  const used = places.filter(
    (place) => bySlice.has(place) && !(isCount && isPartial(buckets[place]!, period)),
  );
  const counted = isCount ? places.filter((place) => !isPartial(buckets[place]!, period)) : used;
  const points = counted.flatMap((x) => {
    const y = trendValue[type](metricsOf(bySlice.get(x) ?? []));
    return y === null ? [] : [{ x, y }];
  });
  // A bucket without usages is a count of 0, but no data.
  const trend = linearTrend(isCount && used.length < 3 ? [] : points, last + 1);
  const { prediction } = trend;
  return {
    ...trend,
    prediction: prediction === null ? null : Math.min(Math.max(prediction, 0), MAX_VALUE[type]),
  };
};

/** What the line is drawn through. */
export const trendPoints = (type: TrendType, rows: readonly Row[], report: Report): TrendPoint[] => {
  const bySlice = groupBy(rows, ({ slice }) => slice);
  return report.points(bySlice, (timestamp, place) => ({
    timestamp,
    value: trendValue[type](metricsOf(bySlice.get(place) ?? [])),
  }));
};
