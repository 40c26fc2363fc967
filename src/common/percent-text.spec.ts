import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { percentText } from './percent-text.js';
import { probabilityText } from './probability-text.js';

it.each([
  [0, 1, '0.0 %'],
  [1, 1, '100.0 %'],
  [0.5, 1, '50.0 %'],
  [0.9994, 1, '99.9 %'],
  [0.9996, 1, 'over 99.9 %'],
  [0.0004, 1, 'under 0.1 %'],
  [0.996, 0, 'over 99 %'],
  [0.004, 0, 'under 1 %'],
])('%s with %s digits is %s', (share, digits, text) => expect(percentText(share, digits)).toBe(text));

it('says all or nothing of nothing that is in between', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(3), (share, digits) => {
      const isWhole = share === 0 || share === 1;
      expect(/^(100|0)(\.0+)? %$/.test(percentText(share, digits))).toBe(isWhole);
      expect(probabilityText(share)).not.toMatch(/^(100|0)\.0 %$/);
    }),
  );
});
