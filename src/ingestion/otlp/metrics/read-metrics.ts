import type { PatternType } from '../../../common/pattern-terms.js';
import { type CounterAmount, type KnownCounter, knownCounters } from '../../../config/otlp/known-counters.js';
import { type Attributes, toAttributes } from '../attributes.js';
import type { Metric, MetricsRequest, NumberDataPoint, Sum } from './metrics-request.js';

export interface MetricCount {
  /** Empty where it has none. */
  readonly name: string;
  /** What the resource calls its program. */
  readonly service: unknown;
  /** How many data points there are. */
  readonly points: number;
}

/** A point of a counter that names a pattern, not yet checked. */
export interface ToldPoint {
  readonly metric: string;
  readonly pattern: string;
  readonly type: PatternType;
  readonly amount: CounterAmount;
  readonly sum: Sum;
  readonly point: NumberDataPoint;
  /** What tells its series from others. */
  readonly series: readonly unknown[];
}

export interface ReadMetrics {
  readonly told: readonly ToldPoint[];
  /** The metrics that have any other points, and how many. */
  readonly counted: readonly MetricCount[];
}

const pointsIn = ({ gauge, sum, histogram, exponentialHistogram, summary }: Metric): number =>
  [gauge, sum, histogram, exponentialHistogram, summary].reduce(
    (count, points) => count + (points?.dataPoints?.length ?? 0),
    0,
  );

const patternIn = (
  { patterns }: KnownCounter,
  attributes: Attributes,
): Pick<ToldPoint, 'pattern' | 'type'> | undefined => {
  for (const [attribute, type] of patterns) {
    const pattern = attributes[attribute];
    if (typeof pattern === 'string' && pattern !== '') return { pattern, type };
  }
  return undefined;
};

/** The points of a metric that are of a counter and name a pattern. */
const toldIn = ({ name = '', sum }: Metric, origin: readonly unknown[]): ToldPoint[] => {
  const counter = knownCounters.get(name);
  if (!counter || !sum) return [];
  return (sum.dataPoints ?? []).flatMap((point) => {
    const attributes = toAttributes(point.attributes);
    const amount = counter.amountOf(attributes);
    const pattern = patternIn(counter, attributes);
    if (amount === undefined || !pattern) return [];
    const series = [...origin, name, attributes];
    return [{ metric: name, ...pattern, amount, sum, point, series }];
  });
};

/** The points of a request: those of counters that name a pattern, and how many others there are. */
export const readMetrics = ({ resourceMetrics = [] }: MetricsRequest): ReadMetrics => {
  const told: ToldPoint[] = [];
  const counted: MetricCount[] = [];
  for (const { resource, scopeMetrics = [] } of resourceMetrics) {
    const attributes = toAttributes(resource?.attributes);
    for (const { scope, metrics = [] } of scopeMetrics) {
      for (const metric of metrics) {
        const ofMetric = toldIn(metric, [attributes, scope?.name ?? '']);
        for (const one of ofMetric) told.push(one);
        const points = pointsIn(metric) - ofMetric.length;
        if (points > 0)
          counted.push({ name: metric.name ?? '', service: attributes['service.name'], points });
      }
    }
  }
  return { told, counted };
};
