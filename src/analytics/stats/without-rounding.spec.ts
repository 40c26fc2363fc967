import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withoutRounding } from './without-rounding.js';

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe('withoutRounding', () => {
  it('makes means of the same numbers equal, however they were added', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), (quality) => {
        const means = Array.from({ length: 40 }, (_, n) => {
          let sum = 0;
          for (let added = 0; added <= n; added += 1) sum += quality;
          return sum / (n + 1);
        });
        expect(new Set(withoutRounding(means)).size).toBe(1);
      }),
    );
  });

  it('moves no value by more than 1e-9 of the largest, and keeps their order', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 20 }), (values) => {
        const largest = Math.max(0, ...values.map(Math.abs));
        const settled = withoutRounding(values);
        for (const [at, one] of values.entries()) {
          expect(Math.abs(settled[at]! - one)).toBeLessThanOrEqual(1e-9 * largest);
          for (const [other, two] of values.entries()) {
            if (one < two) expect(settled[at]).toBeLessThanOrEqual(settled[other]!);
          }
        }
      }),
    );
  });

  it('tells apart what differs', () => {
    expect(withoutRounding([0.5, 0.5 + 1e-6, 0, -0.5])).toEqual([0.5, 0.5 + 1e-6, 0, -0.5]);
    expect(withoutRounding([1e-300, 2e-300])).toEqual([1e-300, 2e-300]);
    expect(withoutRounding([])).toEqual([]);
  });
});
