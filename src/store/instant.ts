/** A time in milliseconds since 1970 UTC as the database reads it; -Infinity is before all others. */
export const instant = (ms: number): string => (ms === -Infinity ? '-infinity' : new Date(ms).toISOString());
