import type { Schemas } from '../../api/client.js';

export type Arrivals = Schemas['ArrivalsResponse'];
export type Source = Schemas['DoorArrivals']['door'];

/** The sources from the bottom of a stack up, and what they are called. */
export const SOURCE_NAMES: Readonly<Record<Source, string>> = {
  http: 'HTTP, one at a time',
  http_batch: 'HTTP batches',
  ndjson: 'NDJSON',
  cloudevents: 'CloudEvents',
  feedback: 'Feedback',
  kafka: 'Kafka',
  otlp: 'OpenTelemetry',
  tracker: 'Injected tracker',
};

/** Where each of them is. */
export const SOURCE_PLACES: Readonly<Record<Source, string>> = {
  http: 'POST /usage',
  http_batch: 'POST /usage/batch with a JSON list',
  ndjson: 'POST /usage/batch with a usage a line',
  cloudevents: 'POST /usage and /usage/batch with CloudEvents',
  feedback: 'POST /feedback',
  kafka: 'The topic that the server reads',
  otlp: 'POST /v1/logs, /v1/traces, /v1/metrics; gRPC',
  tracker: 'The injected tracker, and the command line on a database',
};
