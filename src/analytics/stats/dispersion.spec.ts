import { describe, expect, it } from '@jest/globals';
import { drawCorrelated, seededRandom } from '../../../test/support/seeded-random.js';
import { dispersionOf } from './dispersion.js';
import { wilsonInterval } from './wilson-interval.js';

const DAYS = 30;
const EVEN = (): number => 1;
const WEEKLY = (day: number): number => (day % 7 < 5 ? 1.3 : 0.25);

/** How often a 95 % Wilson interval of 30 days holds the rate, in per cent, with and without the dispersion. */
const coverage = (
  usages: number,
  rate: number,
  correlation: number,
  load: (day: number) => number,
): { readonly plain: number; readonly widened: number } => {
  const draw = seededRandom(20_261_201);
  const runs = 2000;
  let plain = 0;
  let widened = 0;
  for (let run = 0; run < runs; run += 1) {
    const days = Array.from({ length: DAYS }, (_, day) => {
      const n = Math.round(usages * load(day));
      return { n, successes: drawCorrelated(draw, n, rate, correlation) };
    });
    const n = days.reduce((sum, day) => sum + day.n, 0);
    const successes = days.reduce((sum, day) => sum + day.successes, 0);
    const { phi } = dispersionOf(days);
    const [without, within] = [wilsonInterval(successes, n), wilsonInterval(successes / phi, n / phi)];
    plain += without.lower <= rate && rate <= without.upper ? 1 : 0;
    widened += within.lower <= rate && rate <= within.upper ? 1 : 0;
  }
  return { plain: (100 * plain) / runs, widened: (100 * widened) / runs };
};

describe('dispersionOf', () => {
  // statsmodels 0.15.0, GLM(Binomial).fit().pearson_chi2 / df_resid of a model with a constant alone.
  it.each([
    [[10, 9, 2, 10, 5], [10, 10, 10, 10, 10], 6.299603174594475],
    [[8, 40, 3, 11, 0], [10, 42, 9, 12, 2], 7.546359890089262],
  ])('has Pearson’s dispersion of %j in %j', (successes, n, pearson) => {
    const found = dispersionOf(successes.map((k, day) => ({ successes: k, n: n[day]! })));
    expect(found.pearson).toBeCloseTo(pearson, 8);
  });

  it('is Pearson’s, widened for the few days, where days are alike', () => {
    const days = [10, 9, 2, 10, 5].map((successes) => ({ successes, n: 10 }));
    const { pearson, phi, nEffective } = dispersionOf(days);
    // Student's quantile of 4 degrees of freedom.
    expect(phi).toBeCloseTo(1 + (pearson - 1) * (2.7764451051977987 / 1.959963984540054) ** 2, 8);
    expect(nEffective).toBeCloseTo(50 / phi, 10);
  });

  it.each([
    [[], 0],
    [[{ n: 7, successes: 3 }], 7],
    [
      [
        { n: 7, successes: 7 },
        { n: 3, successes: 3 },
      ],
      10,
    ],
    [
      [
        { n: 1, successes: 1 },
        { n: 1, successes: 0 },
        { n: 0, successes: 0 },
      ],
      2,
    ],
    [
      [
        { n: 50, successes: 25 },
        { n: 50, successes: 25 },
      ],
      100,
    ],
  ])('leaves %j as they are', (days, n) => {
    expect(dispersionOf(days)).toMatchObject({ correlation: 0, phi: 1, nEffective: n });
  });

  describe.each([
    ['even', EVEN],
    ['weekly', WEEKLY],
  ] as const)('with %s load', (_, load) => {
    it.each([
      [5, 0.95, 0.05],
      [20, 0.95, 0.05],
      [100, 0.95, 0.05],
      [20, 0.8, 0],
    ])('covers 93 to 97 %% of %d usages a day at %d, correlated by %d', (usages, rate, correlation) => {
      const { widened } = coverage(usages, rate, correlation, load);
      expect(widened).toBeGreaterThanOrEqual(93);
      expect(widened).toBeLessThanOrEqual(97);
    });
  });

  it('is needed: without it the interval misses', () => {
    expect(coverage(100, 0.95, 0.05, EVEN).plain).toBeLessThan(70);
  });
});
