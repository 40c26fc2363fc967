import { expect, it } from '@jest/globals';
import { rankOf } from './rank-of.js';

it.each([
  [1, [0.5, 0.9, 0.7], ['worst', 'best', null]],
  [-1, [0.5, 0.9, 0.7], ['best', 'worst', null]],
  [0, [0.5, 0.9, 0.7], [null, null, null]],
  [1, [0.5, 0.5], [null, null]],
  [1, [null, 0.5], [null, null]],
  [1, [0.9, null, 0.5, 0.9], ['best', null, 'worst', 'best']],
] as const)('where more is %d, %j are ranked %j', (good, values, ranks) => {
  expect(values.map((value) => rankOf(good, value, values))).toEqual(ranks);
});
