import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differenceOf, differenceText, MIN_USAGES, sideOf, type Success } from './version-difference.js';

const Z = 1.959963984540054;

/** The rates from which so many successes are 1.96 standard errors away, found by halving (Wilson). */
const wilson = (successes: number, n: number): NonNullable<Success['interval']> => {
  const rate = successes / n;
  const isWithin = (p: number): boolean => Math.abs(rate - p) <= Z * Math.sqrt((p * (1 - p)) / n);
  const edge = (inside: number, outside: number): number => {
    if (isWithin(outside)) return outside;
    let [near, far] = [inside, outside];
    for (let step = 0; step < 60; step += 1) {
      const middle = (near + far) / 2;
      if (isWithin(middle)) near = middle;
      else far = middle;
    }
    return near;
  };
  return { lower: edge(rate, 0), upper: edge(rate, 1) };
};

const success = (version: string, successes: number, n: number): Success => ({
  version,
  n,
  rate: n === 0 ? null : successes / n,
  interval: n === 0 ? null : wilson(successes, n),
});

describe('the difference of two versions', () => {
  // statsmodels 0.15.0, confint_proportions_2indep(method='newcomb'); the first is Newcombe's own example.
  it.each([
    [56, 70, 48, 80, 0.2, 0.05243147240236498, 0.33387265403690614],
    [9, 10, 3, 10, 0.6, 0.1705227239345029, 0.809017973535488],
    [10, 10, 0, 10, 1, 0.6075093504305241, 1],
    [5, 56, 0, 29, 5 / 56, -0.038137147903536936, 0.19256001385511165],
  ])('of %d in %d after %d in %d', (sa, na, sb, nb, difference, lower, upper) => {
    const found = differenceOf(success('1', sb, nb), success('2', sa, na))!;
    expect(found.difference).toBeCloseTo(difference, 12);
    expect(found.lower).toBeCloseTo(lower, 9);
    expect(found.upper).toBeCloseTo(upper, 9);
  });

  const rates = fc.integer({ min: MIN_USAGES, max: 2000 }).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));

  it('is the other way round where the versions are, and within the interval', () => {
    fc.assert(
      fc.property(rates, rates, ([sa, na], [sb, nb]) => {
        const [a, b] = [success('a', sa, na), success('b', sb, nb)];
        const [one, other] = [differenceOf(a, b)!, differenceOf(b, a)!];
        expect([one.lower, one.difference, one.upper].map((value) => value + 0)).toEqual(
          [-other.upper, -other.difference, -other.lower].map((value) => value + 0),
        );
        expect(one.lower <= one.difference && one.difference <= one.upper).toBe(true);
      }),
    );
  });

  it('is said only where the interval leaves 0 out', () => {
    fc.assert(
      fc.property(rates, rates, ([sa, na], [sb, nb]) => {
        const [before, after] = [success('1.4.0', sa, na), success('2.0.0', sb, nb)];
        const { lower, upper } = differenceOf(before, after)!;
        const text = differenceText(before, after);
        expect(/succeeds (more|less) often/.exec(text)?.[1] ?? 'open').toBe(
          lower > 0 ? 'more' : upper < 0 ? 'less' : 'open',
        );
        expect(text.startsWith('No difference in success can be told yet')).toBe(lower <= 0 && upper >= 0);
      }),
    );
  });

  it('is said with its numbers', () => {
    expect(differenceText(success('1.4.0', 316, 340), success('2.0.0', 85, 120))).toMatch(
      /^2\.0\.0 succeeds less often than 1\.4\.0: 70\.8\s?% against 92\.9\s?%, difference -22\.1 points, 95\s% interval -31\.1 to -14, n 120 and 340\.$/,
    );
  });

  it('is refused where either has fewer than 5 usages', () => {
    const [few, many] = [success('1', 4, 4), success('2', 0, 1000)];
    expect([differenceOf(few, many), sideOf(differenceOf(many, few))]).toEqual([null, 'open']);
    expect(differenceText(few, many)).toBe(
      'No difference in success can be told yet between 2 and 1: each needs 5 usages with a known outcome, n 1,000 and 4.',
    );
    expect(differenceText(success('1', 0, 0), many)).toMatch(/n 1,000 and 0\.$/);
  });
});
