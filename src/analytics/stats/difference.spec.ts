import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { meanDifference, type Sample } from './mean-difference.js';
import { probabilityBetter } from './probability-better.js';
import { rateDifference } from './rate-difference.js';
import { wilsonInterval } from './wilson-interval.js';

describe('wilsonInterval', () => {
  // statsmodels 0.15.0, proportion_confint(method='wilson').
  it.each([
    [0, 10, 0, 0.27753279986288926],
    [10, 10, 0.7224672001371106, 1],
    [1, 1, 0.2065493143772374, 1],
    [47, 50, 0.8378290831116182, 0.979385029651026],
    [15, 148, 0.06238639953073628, 0.16048724172330803],
    [812_345, 1_000_000, 0.811578559344553, 0.8131090409437547],
  ])('of %d in %d', (successes, n, lower, upper) => {
    const interval = wilsonInterval(successes, n);
    expect(interval.lower).toBeCloseTo(lower, 12);
    expect(interval.upper).toBeCloseTo(upper, 12);
  });
});

describe('rateDifference', () => {
  // statsmodels 0.15.0, confint_proportions_2indep(method='newcomb'); the first is Newcombe's own example.
  it.each([
    [56, 70, 48, 80, 0.2, 0.05243147240236498, 0.33387265403690614],
    [9, 10, 3, 10, 0.6, 0.1705227239345029, 0.809017973535488],
    [10, 10, 0, 10, 1, 0.6075093504305241, 1],
    [5, 56, 0, 29, 5 / 56, -0.038137147903536936, 0.19256001385511165],
  ])('of %d in %d and %d in %d', (sa, na, sb, nb, difference, lower, upper) => {
    const found = rateDifference({ successes: sa, n: na }, { successes: sb, n: nb });
    expect(found.difference).toBeCloseTo(difference, 12);
    expect(found.lower).toBeCloseTo(lower, 12);
    expect(found.upper).toBeCloseTo(upper, 12);
  });
});

describe('probabilityBetter', () => {
  // scipy 1.17.1: scipy.integrate.quad of beta.pdf × beta.cdf.
  it.each([
    [56, 70, 48, 80, 0.9959295389768562],
    [1, 1, 0, 1, 5 / 6],
    [0, 5, 5, 5, 0.0010822510822510818],
    [47, 50, 40, 50, 0.9794847599214705],
    [0, 10, 0, 12, 0.5416666666666666],
    [4000, 5000, 4080, 5000, 0.021135516819201006],
    [812_345, 1_000_000, 811_800, 1_000_000, 0.8380512731435596],
    [999_990, 1_000_000, 50, 50, 0.9994391693966739],
  ])('of %d in %d against %d in %d', (sa, na, sb, nb, probability) => {
    expect(probabilityBetter({ successes: sa, n: na }, { successes: sb, n: nb })).toBeCloseTo(probability, 7);
  });

  it('adds up to 1 with that of the other', () => {
    const rate = fc
      .tuple(fc.nat(5000), fc.nat(5000))
      .map(([one, other]) => ({ successes: Math.min(one, other), n: Math.max(one, other, 1) }));
    fc.assert(
      fc.property(rate, rate, (a, b) => {
        const both = probabilityBetter(a, b) + probabilityBetter(b, a);
        expect(both).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('meanDifference', () => {
  const sample = (values: readonly number[]): Sample => ({
    n: values.length,
    sum: values.reduce((a, b) => a + b, 0),
    sumOfSquares: values.reduce((a, b) => a + b * b, 0),
  });

  // scipy 1.17.1, ttest_ind(equal_var=False).confidence_interval().
  it.each([
    [
      [0.5, 0.75, 0.9, 0.6, 0.8],
      [0.4, 0.5, 0.45, 0.7, 0.3, 0.2],
      0.285,
      0.057575419990662596,
      0.5124245800093373,
    ],
    [[1, 2], [4, 4, 4], -2.5, -8.853102368087347, 3.853102368087347],
  ])('of %j and %j', (a, b, difference, lower, upper) => {
    const found = meanDifference(sample(a), sample(b))!;
    expect(found.difference).toBeCloseTo(difference, 12);
    expect(found.lower).toBeCloseTo(lower, 10);
    expect(found.upper).toBeCloseTo(upper, 10);
  });

  it('cannot tell where nothing varies', () => {
    expect(meanDifference(sample([0.1, 0.1, 0.1]), sample([0.7, 0.7]))).toBeUndefined();
  });
});
