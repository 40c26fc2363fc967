/**
 * Whether a row `failed` of rollup_failure is not to be tried again yet; it is at once where the clock was
 * set back, as no pause is that long.
 */
export const WAITS = "failed.retry_at > now() AND failed.retry_at < now() + INTERVAL '1 hour'";
