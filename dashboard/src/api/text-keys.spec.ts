import { expect, it } from '@jest/globals';
import { textKeys } from './text-keys.js';

it('lists the keys with texts, the most frequent first, equal ones by name', () => {
  expect(
    textKeys([
      { team: 'a', stage: 'x', size: 3, own: { deep: 'y' } },
      { team: 'b', branch: 'main', '': 'z', ['k'.repeat(65)]: 'z' },
    ]),
  ).toEqual(['team', 'branch', 'stage']);
  expect(textKeys([Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`k${at}`, 'v']))])).toHaveLength(
    12,
  );
  expect(textKeys([])).toEqual([]);
});
