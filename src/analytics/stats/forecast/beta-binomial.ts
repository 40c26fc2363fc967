import type { CountDistribution } from './count-distribution.js';

const LEAST_CORRELATION = 1e-6;
const MOST_CORRELATION = 0.999;
/** Terms smaller than this beside the sum change nothing in it. */
const NEGLIGIBLE = 1e-15;

/**
 * Successes among n of which each succeeds with the same chance, any two alike with a correlation: the
 * beta-binomial distribution (Skellam, 1948). Its terms are summed from the mean outwards, as far as they
 * count, by their ratios.
 * @param n 0 or more.
 * @param rate 0..1, both excluded.
 * @param correlation rho, by which the variance is n rate (1 - rate) (1 + (n - 1) rho); taken for 1e-6 to .999.
 */
export const betaBinomial = (n: number, rate: number, correlation: number): CountDistribution => {
  const precision = 1 / Math.min(Math.max(correlation, LEAST_CORRELATION), MOST_CORRELATION) - 1;
  const [a, b] = [rate * precision, (1 - rate) * precision];
  /** P(Y = y + 1) / P(Y = y). */
  const ratio = (y: number): number => ((n - y) * (y + a)) / ((y + 1) * (n - y - 1 + b));
  const start = Math.round(n * rate);
  let sum = 1;
  const above = [1];
  for (let y = start, term = 1; y < n && term > sum * NEGLIGIBLE; y += 1) {
    term *= ratio(y);
    above.push(term);
    sum += term;
  }
  const below: number[] = [];
  for (let y = start, term = 1; y > 0 && term > sum * NEGLIGIBLE; y -= 1) {
    term /= ratio(y - 1);
    below.push(term);
    sum += term;
  }
  const first = start - below.length;
  let reached = 0;
  const cumulative = [...below.reverse(), ...above].map((term) => (reached += term) / sum);
  const cdf = (count: number): number => {
    if (count < first) return 0;
    return count >= n ? 1 : (cumulative[count - first] ?? 1);
  };
  return { mean: n * rate, cdf };
};
