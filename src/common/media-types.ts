import { API_PREFIX } from './api-prefix.js';
import { OTLP_PATHS } from './otlp-path.js';

export const JSON_TYPE = 'application/json';
export const NDJSON = 'application/x-ndjson';
export const CLOUD_EVENT = 'application/cloudevents+json';
export const CLOUD_EVENT_BATCH = 'application/cloudevents-batch+json';
export const PROTOBUF = 'application/x-protobuf';

const TAKEN: Readonly<Record<string, readonly string[]>> = {
  [`/${API_PREFIX}/usage`]: [JSON_TYPE, CLOUD_EVENT],
  [`/${API_PREFIX}/usage/batch`]: [JSON_TYPE, NDJSON, CLOUD_EVENT, CLOUD_EVENT_BATCH],
  ...Object.fromEntries(OTLP_PATHS.map((path) => [path, [JSON_TYPE, PROTOBUF]])),
};

/** The media types of bodies that are taken at a path. */
export const mediaTypesTaken = (path: string): readonly string[] => TAKEN[path] ?? [JSON_TYPE];

/** Media types of JSON; parameters are allowed behind them. */
export const isJsonType = (contentType: string): boolean =>
  /^application\/([\w.!#$&^+-]+\+)?json\s*(;|$)/i.test(contentType.trim());

const UTF8 = /^(?:utf-?8|us-ascii)$/;

/** The charset that a Content-Type declares, where that is another one than UTF-8, in lower case. */
export const foreignCharsetOf = (contentType: string | undefined): string | undefined => {
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  return charset === undefined || UTF8.test(charset) ? undefined : charset;
};

/** A Content-Type without its parameters, in lower case; empty where there is none. */
export const mediaTypeOf = (contentType: string | undefined): string =>
  (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
