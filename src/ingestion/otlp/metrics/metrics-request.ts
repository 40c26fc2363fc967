import {
  many,
  type MessageType,
  one,
  type RequestType,
  type Resource,
  resource,
  scalar,
} from '../messages.js';

interface DataPoints {
  /** Only how many there are is of use here. */
  readonly dataPoints?: readonly object[];
}

/** A metric; one of its fields but the name is set. */
export interface Metric {
  readonly name?: string;
  readonly gauge?: DataPoints;
  readonly sum?: DataPoints;
  readonly histogram?: DataPoints;
  readonly exponentialHistogram?: DataPoints;
  readonly summary?: DataPoints;
}

/** An ExportMetricsServiceRequest of OTLP, as far as it is of use here. */
export interface MetricsRequest {
  readonly resourceMetrics?: readonly {
    readonly resource?: Resource;
    readonly scopeMetrics?: readonly { readonly metrics?: readonly Metric[] }[];
  }[];
}

/** A point of any kind; nothing of it is read. */
const dataPoint: MessageType = { name: 'DataPoint', fields: [] };

const pointsOf = (name: string): (() => MessageType) => {
  const type: MessageType = { name, fields: [many(1, 'dataPoints', () => dataPoint)] };
  return () => type;
};

const metric: MessageType = {
  name: 'Metric',
  fields: [
    scalar(1, 'name', 'string'),
    one(5, 'gauge', pointsOf('Gauge')),
    one(7, 'sum', pointsOf('Sum')),
    one(9, 'histogram', pointsOf('Histogram')),
    one(10, 'exponentialHistogram', pointsOf('ExponentialHistogram')),
    one(11, 'summary', pointsOf('Summary')),
  ],
};

const scopeMetrics: MessageType = { name: 'ScopeMetrics', fields: [many(2, 'metrics', () => metric)] };

const resourceMetrics: MessageType = {
  name: 'ResourceMetrics',
  fields: [one(1, 'resource', () => resource), many(2, 'scopeMetrics', () => scopeMetrics)],
};

/** What POST /v1/metrics takes. */
export const metricsRequest: RequestType<MetricsRequest> = {
  message: {
    name: 'ExportMetricsServiceRequest',
    fields: [many(1, 'resourceMetrics', () => resourceMetrics)],
  },
  record: metric,
  records: 'metrics',
  as: (read) => read,
};
