import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storedScore } from './stored-score.js';

describe('a stored score', () => {
  it('is the score, or 0 where its square would be no double, and never -0', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (score) => {
        const stored = storedScore(score)!;
        expect(Math.abs(stored - score)).toBeLessThan(1e-149);
        expect(Object.is(stored, -0)).toBe(false);
        if (stored !== 0) expect(stored * stored).toBeGreaterThan(2.3e-308);
        if (score > 1e-149) expect(stored).toBe(score);
      }),
    );
    expect([storedScore(-0), storedScore(5e-324), storedScore(null), storedScore(undefined)]).toEqual([
      0,
      0,
      null,
      null,
    ]);
  });
});
