import { describe, expect, it } from '@jest/globals';
import { betaBinomial } from './beta-binomial.js';
import { countQuantile, isCovered, midP } from './count-distribution.js';
import { negativeBinomial } from './negative-binomial.js';

describe('distributions of counts', () => {
  // scipy 1.x, nbinom.cdf and ppf(mean / (dispersion - 1), 1 / dispersion).
  it.each([
    [0.2, 3, 1, 0.9556890238301465, [0, 1, 2]],
    [5, 2, 7, 0.80615234375, [1, 9, 12]],
    [1000, 4, 950, 0.21895118142996248, [920, 1082, 1127]],
  ])('negative binomial of mean %d and dispersion %d', (mean, dispersion, count, chance, quantiles) => {
    const distribution = negativeBinomial(mean, dispersion);
    expect(distribution.cdf(count)).toBeCloseTo(chance, 11);
    expect([0.1, 0.9, 0.975].map((p) => countQuantile(distribution, p))).toEqual(quantiles);
  });

  // scipy, betabinom.cdf(rate (1 / rho - 1), (1 - rate) (1 / rho - 1)).
  it.each([
    [1, 0.8, 0.1, 0, 0.2],
    [10, 0.9, 0.2, 7, 0.1458572111556921],
    [1000, 0.95, 0.01, 930, 0.18390315536927365],
    [5, 0.5, 0.8, 2, 0.5],
  ])('beta-binomial of n %d, rate %d, correlation %d', (n, rate, correlation, count, chance) => {
    expect(betaBinomial(n, rate, correlation).cdf(count)).toBeCloseTo(chance, 10);
  });

  it('covers what lies between its quantiles, and nothing else', () => {
    const distribution = negativeBinomial(5, 2);
    const covered = Array.from({ length: 20 }, (_, count) => isCovered(distribution, count, 0.8));
    expect(covered).toEqual(Array.from({ length: 20 }, (_, count) => count >= 1 && count <= 9));
  });

  it('gives a count half to each tail', () => {
    const distribution = betaBinomial(1, 0.8, 0.1);
    expect(midP(distribution, 0)).toBeCloseTo(0.2, 10);
    expect(midP(distribution, 1)).toBeCloseTo(0.8, 10);
  });
});
