/** The ways in: by which of them a usage came is counted. */
export const INGESTION_SOURCES = [
  'http',
  'http_batch',
  'ndjson',
  'cloudevents',
  'feedback',
  'kafka',
  'otlp',
  'tracker',
] as const;
export type IngestionSource = (typeof INGESTION_SOURCES)[number];
