const ENTITY_TAGS = /(?:W\/)?("[^"]*")/g;

/**
 * Whether If-None-Match names the ETag (RFC 9110, 13.1.2: compared weakly), so that the client has
 * the answer already.
 */
export const namesTag = (header: string | undefined, etag: string): boolean => {
  if (header === undefined) return false;
  if (header.trim() === '*' || header === etag) return true;
  for (const [, tag] of header.matchAll(ENTITY_TAGS)) if (tag === etag) return true;
  return false;
};
