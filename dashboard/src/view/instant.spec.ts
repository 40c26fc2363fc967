import { expect, it } from '@jest/globals';
import { instant } from './instant.js';

it.each([
  ['2026-03-01', '2026-03-01T00:00:00.000Z'],
  ['2026-03-01T00:00:00+14:00', '2026-02-28T10:00:00.000Z'],
  ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ['1969-12-31T23:59:59.999Z', null],
  ['9999-12-31T00:00:00Z', '9999-12-31T00:00:00.000Z'],
  ['+010000-01-01T00:00:00Z', null],
  ['x', null],
  ['', null],
  [null, null],
])('takes %s as %s', (text, time) => {
  expect(instant(text)).toBe(time);
});
