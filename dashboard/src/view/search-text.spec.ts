import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { searchText } from './search-text.js';

it('leaves readable what may stand in a query', () => {
  const parameters = new URLSearchParams([
    ['tz', 'Europe/Berlin'],
    ['outcome', 'failure,error'],
    ['from', '2026-03-01T00:00:00.000Z'],
    ['q', 'a & b'],
  ]);
  expect(searchText(parameters)).toBe(
    '?tz=Europe/Berlin&outcome=failure,error&from=2026-03-01T00:00:00.000Z&q=a+%26+b',
  );
  expect(searchText(new URLSearchParams())).toBe('');
});

it('says what it was given, whatever that is', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string({ unit: 'grapheme' }))), (entries) => {
      const parameters = new URLSearchParams(entries);
      expect([...new URLSearchParams(searchText(parameters))]).toEqual([...parameters]);
    }),
  );
});
