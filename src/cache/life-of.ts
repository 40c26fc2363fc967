/** So many times as long as it took to compute lies between an answer and the one that follows it. */
const TIMES_ITS_COST = 4;

/**
 * How long an answer may be served, in milliseconds since its computation began: its own computation,
 * four times that, and the next one's computation; `keepMs` at the least.
 */
export const lifeOf = (keepMs: number, costMs: number): number =>
  Math.max(keepMs, (TIMES_ITS_COST + 2) * costMs);

/** How long before the end of its life the next one is begun, in milliseconds. */
export const leadOf = (keepMs: number, costMs: number): number =>
  Math.min(2 * costMs, lifeOf(keepMs, costMs) / (TIMES_ITS_COST + 2));
