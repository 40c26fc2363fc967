import { isUuid } from './is-uuid.js';

/** The pattern whose page a path leads to; null of any other page. */
export const patternInPath = (path: string): string | null => {
  const id = /^\/patterns\/([^/]+)\/?$/.exec(path)?.[1] ?? '';
  return isUuid(id) ? id : null;
};
