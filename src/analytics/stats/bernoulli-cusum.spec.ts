import { describe, expect, it } from '@jest/globals';
import { drawBinomial, seededRandom } from '../../../test/support/seeded-random.js';
import { averageRunLength, cusumOf, cusumSteps, cusumThreshold } from './bernoulli-cusum.js';

const steps = cusumSteps(0.05, 3);

describe('a Bernoulli CUSUM', () => {
  it('steps by the logarithm of the likelihood ratio', () => {
    expect(steps.failure).toBeCloseTo(1.003302, 6);
    expect(steps.success).toBeCloseTo(-0.09531, 6);
    const better = cusumSteps(0.25, 0.2);
    expect(better.failure).toBeLessThan(0);
    expect(better.success).toBeGreaterThan(0);
  });

  // numpy 2.4, simulated usage by usage: 6,000 runs without a change (standard error 1.3 %), 20,000 with one (0.5 %).
  it.each([
    [3, 631.9, 38.03],
    [4, 1879, 52.18],
  ])('alarms at %d after so many usages', (threshold, without, changed) => {
    expect(averageRunLength(0.05, steps, threshold) / without).toBeCloseTo(1, 1.3);
    expect(averageRunLength(0.15, steps, threshold) / changed).toBeCloseTo(1, 1.7);
  });

  it('alarms as seldom as its threshold was chosen for', () => {
    const threshold = cusumThreshold(0.05, steps, 2000);
    expect(averageRunLength(0.05, steps, threshold)).toBeGreaterThanOrEqual(2000);
    expect(averageRunLength(0.05, steps, threshold - 0.1)).toBeLessThan(2000);
    const better = cusumSteps(0.25, 0.2);
    const above = cusumThreshold(0.25, better, 500);
    expect(averageRunLength(0.25, better, above)).toBeGreaterThanOrEqual(500);
    expect(averageRunLength(0.06, better, above)).toBeLessThan(100);
  });

  it('adds up days and never falls below 0', () => {
    const days = [
      { n: 10, successes: 10 },
      { n: 10, successes: 7 },
      { n: 0, successes: 0 },
      { n: 1, successes: 0 },
    ];
    const of = (failures: number, successes: number): number =>
      failures * steps.failure + successes * steps.success;
    const found = cusumOf(days, steps);
    [0, of(3, 7), of(3, 7), of(4, 7)].forEach((sum, day) => expect(found[day]).toBeCloseTo(sum, 12));
    expect(cusumOf(days.slice(2), steps, found[1])).toEqual(found.slice(2));
  });

  it('alarms no sooner by day than it would by usage', () => {
    const draw = seededRandom(20_261_201);
    const runs = 400;
    let usages = 0;
    for (let run = 0; run < runs; run += 1) {
      for (let sum = 0; sum < 2;) {
        usages += 8;
        [sum] = cusumOf([{ n: 8, successes: drawBinomial(draw, 8, 0.95) }], steps, sum) as [number];
      }
    }
    expect(usages / runs).toBeGreaterThan(averageRunLength(0.05, steps, 2));
  });
});
