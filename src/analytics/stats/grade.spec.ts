import { describe, expect, it } from '@jest/globals';
import { evidenceOf, type GradeInput } from './grade.js';
import { incompleteBeta } from './incomplete-beta.js';

const given = (input: Partial<GradeInput>): GradeInput => ({
  n: 100,
  successes: 90,
  phi: 1,
  prior: { a: 12, b: 2 },
  target: 0.8,
  floor: 0.6,
  hasChanged: false,
  lastUsed: 89,
  range: { from: 0, to: 90 },
  ...input,
});

describe('the evidence of a pattern', () => {
  // scipy 1.17.1, scipy.stats.beta of Beta(12 + k, 2 + n - k).
  it.each([
    [1, 1, 'likely_good', 0.867, 0.703, 0.974],
    [0, 1, 'unknown', 0.8, 0.615, 0.939],
    [312, 400, 'unknown', 0.783, 0.749, 0.815],
    [21, 21, 'proven_good', 0.943, 0.868, 0.989],
  ])('of %d in %d is %s', (successes, n, grade, estimate, lower, upper) => {
    const { rate, certain, ...found } = evidenceOf(given({ n, successes }));
    expect(found).toEqual({ grade, isStale: false, n, nEffective: n });
    expect(rate!.estimate).toBeCloseTo(estimate, 3);
    expect(rate!.lower).toBeCloseTo(lower, 3);
    expect(rate!.upper).toBeCloseTo(upper, 3);
    expect(incompleteBeta(certain!, 12 + successes, 2 + n - successes)).toBeCloseTo(0.05, 9);
  });

  it.each([
    [30, 30, 'proven_good'],
    [40, 100, 'proven_bad'],
    [155, 848, 'proven_bad'],
    [86, 402, 'proven_bad'],
    [0, 100, 'proven_bad'],
    [11, 20, 'unknown'],
    [20, 45, 'likely_bad'],
  ])('of %d in %d is %s', (successes, n, grade) => {
    expect(evidenceOf(given({ n, successes })).grade).toBe(grade);
  });

  it('is weaker where usages of a day tell the same', () => {
    const { grade, nEffective } = evidenceOf(given({ n: 30, successes: 30, phi: 10 }));
    expect(nEffective).toBe(3);
    expect(grade).toBe('likely_good');
  });

  it('knows no rate of a pattern that was never used', () => {
    const unused = given({ n: 0, successes: 0, lastUsed: null, hasChanged: true });
    expect(evidenceOf(unused)).toEqual({
      grade: 'unknown',
      isStale: true,
      rate: null,
      certain: null,
      n: 0,
      nEffective: 0,
    });
  });

  it('is of a rate that is not what it was', () => {
    expect(evidenceOf(given({ hasChanged: true })).grade).toBe('changed');
  });

  it('has the chance of 312 in 400', () => {
    expect(1 - incompleteBeta(0.8, 324, 90)).toBeCloseTo(0.2, 2);
  });

  it.each([
    [59, true],
    [60, false],
  ])('last used at %d of 90: stale is %s', (lastUsed, isStale) => {
    expect(evidenceOf(given({ lastUsed })).isStale).toBe(isStale);
  });
});
