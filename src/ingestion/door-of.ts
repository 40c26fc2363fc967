import { API_PREFIX } from '../common/api-prefix.js';
import type { IncomingHttpHeaders } from 'node:http';
import { isBinaryEvent } from '../common/binary-event.js';
import type { Door } from '../common/door.js';
import { CLOUD_EVENT, CLOUD_EVENT_BATCH, mediaTypeOf, NDJSON } from '../common/media-types.js';
import { OTLP_LOGS_PATH } from '../common/otlp-path.js';

const AT: Readonly<Record<string, Door>> = {
  [`/${API_PREFIX}/usage`]: 'http',
  [`/${API_PREFIX}/usage/batch`]: 'http_batch',
  [`/${API_PREFIX}/feedback`]: 'feedback',
  [OTLP_LOGS_PATH]: 'otlp',
};

/**
 * The door that a POST knocks at.
 * @param path without its query.
 * @returns undefined where there is none.
 */
export const doorOf = (path: string, headers: IncomingHttpHeaders): Door | undefined => {
  const door = AT[path];
  if (door !== 'http' && door !== 'http_batch') return door;
  const mediaType = mediaTypeOf(headers['content-type']);
  if (isBinaryEvent(headers)) return 'cloudevents';
  if (mediaType === CLOUD_EVENT || mediaType === CLOUD_EVENT_BATCH) return 'cloudevents';
  return door === 'http_batch' && mediaType === NDJSON ? 'ndjson' : door;
};
