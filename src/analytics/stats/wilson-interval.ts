/** The normal quantile of a two-sided 95 % interval. */
const Z = 1.959963984540054;

/** A closed interval. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The 95 % score interval of a rate (Wilson, JASA 22, 1927), without continuity correction.
 * @param successes 0..n
 * @param n 1 or more.
 */
export const wilsonInterval = (successes: number, n: number): Interval => {
  const rate = successes / n;
  const scale = 1 + (Z * Z) / n;
  const centre = (rate + (Z * Z) / (2 * n)) / scale;
  const half = (Z / scale) * Math.sqrt((rate * (1 - rate)) / n + (Z * Z) / (4 * n * n));
  return {
    lower: successes === 0 ? 0 : Math.max(0, centre - half),
    upper: successes === n ? 1 : Math.min(1, centre + half),
  };
};
