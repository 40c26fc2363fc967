import { expect, it } from '@jest/globals';
import { typeMarks } from './type-marks.js';

it('gives common types the same marks whatever else there is, and others those that are left', () => {
  expect([...typeMarks(['skill', 'other', 'agent', 'quality', 'skill'])]).toEqual([
    ['quality', 1],
    ['other', 4],
    ['agent', 5],
    ['skill', 6],
  ]);
});

it('lets the last ones share a mark where there are more types than marks', () => {
  const many = Array.from({ length: 12 }, (_, at) => `type-${String.fromCharCode(97 + at)}`);
  const places = [...typeMarks(many).values()];
  expect(places.slice(0, 4)).toEqual([5, 6, 7, 8]);
  expect(new Set(places.slice(4))).toEqual(new Set([9]));
});
