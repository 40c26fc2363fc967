/**
 * Whether a row `failed` of rollup_failure is not to be tried again yet; it is at once where the clock was
 * set back, as no pause is that long.
 */
export const WAITS = "failed.retry_at > now() AND failed.retry_at < now() + INTERVAL '1 hour'";

/** Of an invalidation: not one of a bucket that failed and is not to be tried again yet. */
export const INVALIDATION_IS_DUE = `NOT EXISTS (
  SELECT FROM rollup_failure AS failed
  WHERE failed.level = invalidation.level AND failed.bucket = invalidation.bucket AND ${WAITS})`;
