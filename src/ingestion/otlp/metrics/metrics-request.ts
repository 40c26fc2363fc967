import {
  enumeration,
  type KeyValue,
  keyValue,
  many,
  type MessageType,
  one,
  type RequestType,
  type Resource,
  resource,
  scalar,
  type Scope,
  scope,
} from '../messages.js';

interface DataPoints {
  /** Only how many there are is of use here. */
  readonly dataPoints?: readonly object[];
}

/** What a sum was at a time, or by how much it grew until then. */
export interface NumberDataPoint {
  readonly attributes?: readonly KeyValue[];
  /** Nanoseconds since 1970 UTC; 0 where it is not known. */
  readonly startTimeUnixNano?: bigint;
  readonly timeUnixNano?: bigint;
  readonly asDouble?: number;
  readonly asInt?: bigint;
}

export interface Sum {
  readonly dataPoints?: readonly NumberDataPoint[];
  /** One of TEMPORALITIES by its place; 0 where it is not said. */
  readonly aggregationTemporality?: number;
  readonly isMonotonic?: boolean;
}

export const TEMPORALITIES = ['unspecified', 'delta', 'cumulative'] as const;

/** A metric; one of its fields but the name is set. */
export interface Metric {
  readonly name?: string;
  readonly gauge?: DataPoints;
  readonly sum?: Sum;
  readonly histogram?: DataPoints;
  readonly exponentialHistogram?: DataPoints;
  readonly summary?: DataPoints;
}

/** An ExportMetricsServiceRequest of OTLP, as far as it is of use here. */
export interface MetricsRequest {
  readonly resourceMetrics?: readonly {
    readonly resource?: Resource;
    readonly scopeMetrics?: readonly { readonly scope?: Scope; readonly metrics?: readonly Metric[] }[];
  }[];
}

/** A point of any kind but a sum's; nothing of it is read. */
const dataPoint: MessageType = { name: 'DataPoint', fields: [] };

const pointsOf = (name: string): (() => MessageType) => {
  const type: MessageType = { name, fields: [many(1, 'dataPoints', () => dataPoint)] };
  return () => type;
};

const numberDataPoint: MessageType = {
  name: 'NumberDataPoint',
  fields: [
    scalar(2, 'startTimeUnixNano', 'fixed64'),
    scalar(3, 'timeUnixNano', 'fixed64'),
    scalar(4, 'asDouble', 'double'),
    scalar(6, 'asInt', 'sfixed64'),
    many(7, 'attributes', () => keyValue),
  ],
};

const sum: MessageType = {
  name: 'Sum',
  fields: [
    many(1, 'dataPoints', () => numberDataPoint),
    enumeration(
      2,
      'aggregationTemporality',
      TEMPORALITIES.map((name) => `AGGREGATION_TEMPORALITY_${name.toUpperCase()}`),
    ),
    scalar(3, 'isMonotonic', 'bool'),
  ],
};

const metric: MessageType = {
  name: 'Metric',
  fields: [
    scalar(1, 'name', 'string'),
    one(5, 'gauge', pointsOf('Gauge')),
    one(7, 'sum', () => sum),
    one(9, 'histogram', pointsOf('Histogram')),
    one(10, 'exponentialHistogram', pointsOf('ExponentialHistogram')),
    one(11, 'summary', pointsOf('Summary')),
  ],
};

const scopeMetrics: MessageType = {
  name: 'ScopeMetrics',
  fields: [one(1, 'scope', () => scope), many(2, 'metrics', () => metric)],
};

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
