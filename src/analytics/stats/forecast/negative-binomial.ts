import { incompleteBeta } from '../incomplete-beta.js';
import type { CountDistribution } from './count-distribution.js';

/** Closer to a Poisson distribution nothing changes that could be seen, but sums get long. */
const LEAST_DISPERSION = 1.01;

/**
 * The negative binomial distribution whose variance is the mean times the dispersion (NB1 of Cameron &
 * Trivedi, 1986): shape mean / (dispersion - 1), probability 1 / dispersion (DLMF 8.17.24 sums it).
 * @param mean above 0.
 * @param dispersion variance / mean; below 1.01 it is taken for 1.01, all but a Poisson distribution.
 */
export const negativeBinomial = (mean: number, dispersion: number): CountDistribution => {
  const spread = Math.max(dispersion, LEAST_DISPERSION);
  const shape = mean / (spread - 1);
  return { mean, cdf: (count) => (count < 0 ? 0 : incompleteBeta(1 / spread, shape, count + 1)) };
};
