import { expect, it } from '@jest/globals';
import { chosenIds } from './chosen-ids.js';

const ID = '0aaaaaaa-1111-4111-8111-111111111111';
const OTHER = '0bbbbbbb-1111-4111-8111-111111111111';

it.each([
  ['', []],
  [`pattern_id=${ID}&pattern_id=${OTHER}`, [ID, OTHER]],
  [`pattern_id=${OTHER},${ID}`, [OTHER, ID]],
  [`pattern_id=${ID.toUpperCase()},x,,${ID}&pattern_id=${OTHER}`, [ID, OTHER]],
])('reads from "%s" each pattern once', (search, ids) => {
  expect(chosenIds(new URLSearchParams(search))).toEqual(ids);
});
