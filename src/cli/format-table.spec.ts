import { expect, it } from '@jest/globals';
import { formatTable } from './format-table.js';

it('puts numbers to the right and words to the left', () => {
  expect(
    formatTable(
      ['name', 'n'],
      [
        ['a', '10'],
        ['long one', '5 %'],
        ['b', '–'],
      ],
    ),
  ).toBe(
    ['  name        n', '  ────────  ───', '  a          10', '  long one  5 %', '  b           –', ''].join(
      '\n',
    ),
  );
});
