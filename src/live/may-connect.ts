/**
 * Whether a page of that origin may open a WebSocket, for which browsers do not ask as they do for
 * requests (RFC 6455, 10.2). Whoever sends no origin is no browser.
 * @param host the header Host, to compare the server's own origin with.
 */
export const mayConnect = (
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean => {
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
};
