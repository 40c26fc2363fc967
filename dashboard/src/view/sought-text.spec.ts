import { expect, it } from '@jest/globals';
import { soughtText } from './sought-text.js';

it('looks for what can be stored, and for no more than is taken', () => {
  expect(soughtText('  retry with  ', 20)).toBe('retry with');
  expect(soughtText('a\0b\ud800c', 20)).toBe('abc');
  // Half of the last sign is cut off, so it is left out.
  expect(soughtText('ab😀', 3)).toBe('ab');
  expect(soughtText('abc  d', 4)).toBe('abc');
});
