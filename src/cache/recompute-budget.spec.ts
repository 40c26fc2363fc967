import { describe, expect, it } from '@jest/globals';
import { RecomputeBudget } from './recompute-budget.js';

/** Takes as many tokens as there are. */
const drain = (budget: RecomputeBudget, costMs: number, now: number): number => {
  let taken = 0;
  while (budget.has('a', costMs, now)) {
    budget.take('a', costMs, now);
    taken += 1;
  }
  return taken;
};

describe('RecomputeBudget', () => {
  it.each([
    { costMs: 0, aSecond: 10 },
    { costMs: 20, aSecond: 10 },
    { costMs: 50, aSecond: 4 },
    { costMs: 200, aSecond: 1 },
  ])('gives 20 at once and $aSecond a second at $costMs ms', ({ costMs, aSecond }) => {
    const budget = new RecomputeBudget();
    expect(drain(budget, costMs, 0)).toBe(20);
    expect(drain(budget, costMs, 1000)).toBe(aSecond);
    expect(drain(budget, costMs, 1000)).toBe(0);
    expect(drain(budget, costMs, 3_600_000)).toBe(20);
  });

  it('gives what takes long what fits into 4 s, then one each time it has used a fifth of the time', () => {
    const budget = new RecomputeBudget();
    expect(drain(budget, 2000, 0)).toBe(2);
    expect(drain(budget, 2000, 9999)).toBe(0);
    expect(drain(budget, 2000, 10_000)).toBe(1);
  });
});
