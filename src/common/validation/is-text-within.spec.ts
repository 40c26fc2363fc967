import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isTextWithin } from './is-text-within.js';

describe('isTextWithin', () => {
  it('counts characters, whatever they are made of', () => {
    const bound = fc.nat({ max: 12 });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), bound, bound, (text, min, more) => {
        const characters = Array.from(text).length;
        expect(isTextWithin(text, min, min + more)).toBe(characters >= min && characters <= min + more);
      }),
    );
  });
});
