import { API_PREFIX } from './api-prefix.js';
import { OTLP_LOGS_PATH } from './otlp-path.js';

export const JSON_TYPE = 'application/json';
export const NDJSON = 'application/x-ndjson';
export const CLOUD_EVENT = 'application/cloudevents+json';
export const CLOUD_EVENT_BATCH = 'application/cloudevents-batch+json';
export const PROTOBUF = 'application/x-protobuf';

const TAKEN: Readonly<Record<string, readonly string[]>> = {
  [`/${API_PREFIX}/usage`]: [JSON_TYPE, CLOUD_EVENT],
  [`/${API_PREFIX}/usage/batch`]: [JSON_TYPE, NDJSON, CLOUD_EVENT, CLOUD_EVENT_BATCH],
  [OTLP_LOGS_PATH]: [JSON_TYPE, PROTOBUF],
};

/** The media types of bodies that are taken at a path. */
export const mediaTypesTaken = (path: string): readonly string[] => TAKEN[path] ?? [JSON_TYPE];

/** A Content-Type without its parameters, in lower case; empty where there is none. */
export const mediaTypeOf = (contentType: string | undefined): string =>
  (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
