import type { IncomingHttpHeaders } from 'node:http';

const ENTITY_TAGS = /(W\/)?"([^"]*)"/g;

/** What a coding adds to the tag of what it compresses. */
const CODING = /-(br|gzip)$/;

/** The strong tags of a list, whatever coding they were sent in. */
const strongTags = (header: string): string[] =>
  [...header.matchAll(ENTITY_TAGS)].flatMap(([, weak, tag = '']) =>
    weak === undefined ? [tag.replace(CODING, '')] : [],
  );

/**
 * Whether a change may be made, as the request has it in If-Match and If-None-Match (RFC 9110, 13.1).
 * @param hash of what there is; null where there is nothing.
 */
export const isAsExpected = (headers: IncomingHttpHeaders, hash: string | null): boolean => {
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  const names = (header: string): boolean =>
    hash !== null && (header.trim() === '*' || strongTags(header).includes(hash));
  if (match !== undefined && !names(match)) return false;
  return noneMatch === undefined || !names(noneMatch);
};
