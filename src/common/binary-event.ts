import type { IncomingHttpHeaders } from 'node:http';
import { CLOUD_EVENT, CLOUD_EVENT_BATCH, mediaTypeOf } from './media-types.js';

/** The attributes that every CloudEvent has. */
export const EVENT_ATTRIBUTES = ['specversion', 'id', 'source', 'type'] as const;

/** Whether a request is a CloudEvent in binary mode: its attributes are headers, its body is the data. */
export const isBinaryEvent = (headers: IncomingHttpHeaders): boolean => {
  const mediaType = mediaTypeOf(headers['content-type']);
  if (mediaType === CLOUD_EVENT || mediaType === CLOUD_EVENT_BATCH) return false;
  return EVENT_ATTRIBUTES.some((name) => headers[`ce-${name}`] !== undefined);
};
