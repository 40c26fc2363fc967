import { API_PREFIX } from '../common/api-prefix.js';
import type { IncomingHttpHeaders } from 'node:http';
import { isBinaryEvent } from '../common/binary-event.js';
import type { IngestionSource } from '../common/ingestion-source.js';
import { CLOUD_EVENT, CLOUD_EVENT_BATCH, mediaTypeOf, NDJSON } from '../common/media-types.js';
import { OTLP_PATHS } from '../common/otlp-path.js';

const AT: Readonly<Record<string, IngestionSource>> = {
  [`/${API_PREFIX}/usage`]: 'http',
  [`/${API_PREFIX}/usage/batch`]: 'http_batch',
  [`/${API_PREFIX}/feedback`]: 'feedback',
  ...Object.fromEntries(OTLP_PATHS.map((path) => [path, 'otlp' as const])),
};

/**
 * The source that a POST knocks at.
 * @param path without its query.
 * @returns undefined where there is none.
 */
export const ingestionSourceOf = (
  path: string,
  headers: IncomingHttpHeaders,
): IngestionSource | undefined => {
  const source = AT[path];
  if (source !== 'http' && source !== 'http_batch') return source;
  const mediaType = mediaTypeOf(headers['content-type']);
  if (isBinaryEvent(headers)) return 'cloudevents';
  if (mediaType === CLOUD_EVENT || mediaType === CLOUD_EVENT_BATCH) return 'cloudevents';
  return source === 'http_batch' && mediaType === NDJSON ? 'ndjson' : source;
};
