const YEAR_1 = Date.parse('0001-01-01T00:00:00Z');
const YEAR_10000 = Date.UTC(10_000, 0);

/**
 * A time in milliseconds since 1970 UTC as the database reads it. No usage is outside of the years 1 to
 * 9999, which both write alike.
 */
export const instant = (ms: number): string => {
  if (ms < YEAR_1) return '-infinity';
  return ms < YEAR_10000 ? new Date(ms).toISOString() : 'infinity';
};
