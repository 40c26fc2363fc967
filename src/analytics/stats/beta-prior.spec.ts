import { describe, expect, it } from '@jest/globals';
import { fitBetaPrior } from './beta-prior.js';
import { betaQuantile } from './beta-quantile.js';

const UNCAPPED = { cap: 1e6 };
const batters = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7].map((successes) => ({
  n: 45,
  successes,
}));
const eight = [1, 0, 3, 95, 180, 40, 9, 27].map((successes, at) => ({
  n: [1, 1, 3, 100, 200, 50, 10, 30][at]!,
  successes,
}));

describe('fitBetaPrior', () => {
  // Where both derivatives of the likelihood are 0, with 40 digits: mpmath 1.3, findroot.
  it('shrinks the batters of Efron and Morris (JASA 70, 1975)', () => {
    const { a, b, isCapped } = fitBetaPrior(batters, UNCAPPED);
    expect(a).toBeCloseTo(210.550836, 3);
    expect(b).toBeCloseTo(582.685985, 3);
    expect(isCapped).toBe(false);
    expect((18 + a) / (45 + a + b)).toBeCloseTo(0.272656641, 8);
    expect((7 + a) / (45 + a + b)).toBeCloseTo(0.259534, 5);
  });

  it('shrinks patterns of different sizes', () => {
    const { a, b } = fitBetaPrior(eight, UNCAPPED);
    expect(a).toBeCloseTo(74.373018, 5);
    expect(b).toBeCloseTo(8.997365, 5);
    const certain = eight.map(({ n, successes }) => betaQuantile(0.05, a + successes, b + n - successes));
    const expected = [0.833556, 0.81922, 0.837304, 0.889073, 0.866588, 0.80507, 0.83617, 0.8432];
    certain.forEach((found, at) => expect(found).toBeCloseTo(expected[at]!, 5));
  });

  it('weighs no more than the cap', () => {
    const { a, b, isCapped } = fitBetaPrior(batters, { cap: 30 });
    expect(isCapped).toBe(true);
    expect(a + b).toBeCloseTo(30, 9);
    expect(a / (a + b)).toBeCloseTo(0.2699126416, 9);
  });

  it('goes to the cap where rates vary less than by chance', () => {
    const alike = Array.from({ length: 10 }, () => ({ n: 20, successes: 10 }));
    expect(fitBetaPrior(alike, { cap: 30 })).toEqual({
      a: expect.closeTo(15, 6),
      b: expect.closeTo(15, 6),
      isCapped: true,
    });
  });

  it('ends where every usage succeeds or none does', () => {
    const perfect = [3, 5, 100].map((n) => ({ n, successes: n }));
    const broken = perfect.map(({ n }) => ({ n, successes: 0 }));
    expect(fitBetaPrior(perfect, { cap: 30 })).toEqual({
      a: expect.closeTo(29.5, 6),
      b: expect.closeTo(0.5, 6),
      isCapped: true,
    });
    expect(fitBetaPrior(broken, { cap: 30 })).toMatchObject({ a: expect.closeTo(0.5, 6), isCapped: true });
  });

  it('weighs no more than all usages, and knows nothing without any', () => {
    const { a, b } = fitBetaPrior([{ n: 3, successes: 3 }], { cap: 30 });
    expect(a + b).toBeCloseTo(3, 9);
    expect(fitBetaPrior([{ n: 1, successes: 1 }], { cap: 30 })).toMatchObject({ a: 0.5, b: 0.5 });
    expect(fitBetaPrior([{ n: 0, successes: 0 }], { cap: 30 })).toEqual({ a: 1, b: 1, isCapped: false });
    expect(fitBetaPrior([...eight, { n: 0, successes: 0 }], UNCAPPED)).toEqual(fitBetaPrior(eight, UNCAPPED));
  });

  it('stops at Jeffreys’ prior where patterns either always work or never', () => {
    const split = Array.from({ length: 20 }, (_, at) => ({ n: 50, successes: at % 2 === 0 ? 50 : 0 }));
    const { a, b, isCapped } = fitBetaPrior(split, { cap: 30 });
    expect(a).toBeCloseTo(0.5, 3);
    expect(b).toBeCloseTo(0.5, 3);
    expect(isCapped).toBe(false);
  });
});
