import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { betaQuantile } from './beta-quantile.js';
import { incompleteBeta } from './incomplete-beta.js';

describe('betaQuantile', () => {
  // scipy 1.17.1, scipy.stats.beta.ppf.
  it.each([
    [0.05, 13, 2, 0.7032657610511254],
    [0.975, 13, 2, 0.9822054845168084],
    [0.025, 12, 3, 0.5718708390903011],
    [0.5, 0.5, 0.5, 0.5],
    [0.025, 30.1, 0.15, 0.9580282905990597],
    [0.95, 0.2, 40, 0.02568648694053683],
    [0.001, 2, 3, 0.013022947370814273],
    [0.999, 1e5, 3e3, 0.9724669155974094],
    [0.05, 81_247, 18_755, 0.8104198373524931],
    [1e-6, 3, 4, 0.003694265299405909],
    [0.025, 0.3, 1.2, 3.5847571201090706e-6],
    [0, 2, 3, 0],
    [1, 2, 3, 1],
  ])('at %d of Beta(%d, %d)', (p, a, b, x) => {
    expect(betaQuantile(p, a, b)).toBeCloseTo(x, 11);
  });

  it('keeps its digits where it is small', () => {
    expect(betaQuantile(0.025, 0.3, 1.2) / 3.5847571201090706e-6).toBeCloseTo(1, 9);
  });

  it('is what the distribution function takes back', () => {
    const parameter = fc.double({ min: 0.5, max: 500, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), parameter, parameter, (p, a, b) => {
        const x = betaQuantile(p, a, b);
        // Within 1e-4 of 1 a rounding of x is more than one of p.
        fc.pre(x < 0.9999);
        expect(incompleteBeta(x, a, b)).toBeCloseTo(p, 9);
      }),
    );
  });
});
