import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request comes from a page of the server itself, of an origin that is allowed, or from no page
 * at all. Browsers say so in Sec-Fetch-Site, which no page can set; where they do not, in Origin.
 */
export const isOwnOrigin = (headers: IncomingHttpHeaders, allowed: readonly string[]): boolean => {
  const { origin, host } = headers;
  if (allowed.includes('*') || (origin !== undefined && allowed.includes(origin))) return true;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (origin === undefined) return true;
  // A proxy that changes Host says here what it was; a page of another origin cannot without being asked.
  const names = [host, headers['x-forwarded-host']].flat().map((name) => name?.toLowerCase());
  return URL.canParse(origin) && names.includes(new URL(origin).host);
};
