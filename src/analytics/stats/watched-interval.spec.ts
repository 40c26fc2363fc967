import { describe, expect, it } from '@jest/globals';
import { drawBinomial, seededRandom } from '../../../test/support/seeded-random.js';
import { watchedDifference, watchedInterval } from './watched-interval.js';

const LOOKS = 1000;

describe('watchedInterval', () => {
  // scipy 1.17.1: scipy.optimize.brentq of the martingale of Robbins at 20.
  it.each([
    [1, 1, 0.025, 1],
    [0, 1, 0, 0.975],
    [5, 5, 0.383852, 1],
    [9, 10, 0.454882, 0.999544],
    [27, 30, 0.651275, 0.992105],
    [95, 100, 0.839741, 0.993423],
    [950, 1000, 0.919829, 0.971765],
  ])('of %d in %d', (successes, n, lower, upper) => {
    const found = watchedInterval({ successes, n });
    expect(found.lower).toBeCloseTo(lower, 6);
    expect(found.upper).toBeCloseTo(upper, 6);
  });

  it.each([0.5, 0.9])('misses a rate of %d at some of 1,000 looks in at most 5 %% of runs', (rate) => {
    /** After each number of usages, the successes whose intervals hold the rate. */
    let [fewest, most] = [0, 0];
    const held = Array.from({ length: LOOKS }, (_, at) => {
      const n = at + 1;
      while (watchedInterval({ successes: fewest, n }).upper < rate) fewest += 1;
      while (most < n && watchedInterval({ successes: most + 1, n }).lower <= rate) most += 1;
      return { fewest, most };
    });
    const draw = seededRandom(20_261_201);
    const runs = 4000;
    let missed = 0;
    for (let run = 0; run < runs; run += 1) {
      let successes = 0;
      const isMissed = held.some((of) => {
        if (draw() < rate) successes += 1;
        return successes < of.fewest || successes > of.most;
      });
      if (isMissed) missed += 1;
    }
    expect(missed / runs).toBeLessThanOrEqual(0.05);
    expect(missed / runs).toBeGreaterThan(0.02);
  });
});

describe('watchedDifference', () => {
  // scipy 1.17.1, scipy.optimize.minimize(method='SLSQP') of p - q under the sum of both logarithms.
  it.each([
    [9, 10, 3, 10, -0.104734845, 0.953570151],
    [950, 1000, 900, 1000, -0.004332351, 0.107006317],
    [5, 5, 40, 80, -0.269933045, 0.697188717],
  ])('of %d in %d and %d in %d', (ka, na, kb, nb, lower, upper) => {
    const [a, b] = [
      { successes: ka, n: na },
      { successes: kb, n: nb },
    ];
    const found = watchedDifference(a, b);
    expect(found.difference).toBeCloseTo(ka / na - kb / nb, 12);
    expect(found.lower).toBeCloseTo(lower, 7);
    expect(found.upper).toBeCloseTo(upper, 7);
    expect(watchedDifference(b, a).lower).toBeCloseTo(-upper, 7);
  });

  it('is narrower than two intervals with half the errors each', () => {
    const [a, b] = [
      { successes: 950, n: 1000 },
      { successes: 900, n: 1000 },
    ];
    const [ofA, ofB] = [watchedInterval(a, 0.025), watchedInterval(b, 0.025)];
    const { lower, upper } = watchedDifference(a, b);
    expect(upper - lower).toBeLessThan(0.9 * (ofA.upper - ofB.lower - (ofA.lower - ofB.upper)));
  });

  it.each([
    [0, 1, 1, 1, -1],
    [0, 20, 20, 20, -1],
    [48.5, 80.2, 0, 3, 48.5 / 80.2],
  ])('holds the difference of %d in %d and %d in %d', (ka, na, kb, nb, difference) => {
    const found = watchedDifference({ successes: ka, n: na }, { successes: kb, n: nb });
    expect(found.lower).toBeGreaterThanOrEqual(-1);
    expect(found.lower).toBeLessThanOrEqual(difference);
    expect(found.upper).toBeGreaterThanOrEqual(difference);
    expect(found.upper).toBeLessThanOrEqual(1);
  });

  it('misses at some look in at most 5 % of runs', () => {
    const draw = seededRandom(20_261_202);
    const runs = 100;
    let missed = 0;
    for (let run = 0; run < runs; run += 1) {
      let [ka, kb] = [0, 0];
      for (let n = 10; n <= 300; n += 10) {
        ka += drawBinomial(draw, 10, 0.9);
        kb += drawBinomial(draw, 10, 0.8);
        const { lower, upper } = watchedDifference({ successes: ka, n }, { successes: kb, n });
        if (lower <= 0.1 && 0.1 <= upper) continue;
        missed += 1;
        break;
      }
    }
    expect(missed / runs).toBeLessThanOrEqual(0.05);
  });
});
