import { toAttributes } from '../attributes.js';
import type { Metric, MetricsRequest } from './metrics-request.js';

export interface MetricCount {
  /** Empty where it has none. */
  readonly name: string;
  /** What the resource calls its program. */
  readonly service: unknown;
  /** How many data points there are. */
  readonly points: number;
}

const pointsIn = ({ gauge, sum, histogram, exponentialHistogram, summary }: Metric): number =>
  [gauge, sum, histogram, exponentialHistogram, summary].reduce(
    (count, points) => count + (points?.dataPoints?.length ?? 0),
    0,
  );

/** The metrics of a request that have any points. */
export const countPoints = ({ resourceMetrics = [] }: MetricsRequest): MetricCount[] =>
  resourceMetrics.flatMap(({ resource, scopeMetrics = [] }) => {
    const service = toAttributes(resource?.attributes)['service.name'];
    return scopeMetrics
      .flatMap(({ metrics = [] }) => metrics)
      .map((metric) => ({ name: metric.name ?? '', service, points: pointsIn(metric) }))
      .filter(({ points }) => points > 0);
  });
