const FIRST_MS = 100;
const MAX_MS = 10_000;
const MAX_ASKED_MS = 60_000;

/**
 * How long to wait before the next attempt: exponential with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), and never less than
 * the server asked for.
 * @param attempt attempts made, from 1.
 * @param askedMs what the server asked for, in milliseconds; taken up to a minute.
 * @param random 0..1
 * @returns milliseconds
 */
export const retryDelay = (attempt: number, askedMs = 0, random = Math.random()): number =>
  Math.min(askedMs, MAX_ASKED_MS) + random * Math.min(MAX_MS, FIRST_MS * 2 ** (attempt - 1));

/**
 * A Retry-After header (RFC 9110, 10.2.3: seconds or a date) as milliseconds from now.
 * @returns 0 where there is none that can be read.
 */
export const retryAfterMs = (header: string | null, now: number): number => {
  if (header === null) return 0;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  return Math.max(0, Date.parse(header) - now) || 0;
};
