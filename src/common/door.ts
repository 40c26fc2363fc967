/** The ways in: by which of them a usage came is counted. */
export const DOORS = [
  'http',
  'http_batch',
  'ndjson',
  'cloudevents',
  'feedback',
  'kafka',
  'otlp',
  'tracker',
] as const;
export type Door = (typeof DOORS)[number];
