import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newestTwo } from './version-uses.js';

const day = (number: number): string => new Date(Date.UTC(2026, 0, number)).toISOString();
const group = (value: string | null, ...days: number[]): Parameters<typeof newestTwo>[0][0] => ({
  value,
  total_usage: days.length,
  usage_data: days.map((number) => ({ timestamp: day(number), count: 1 })),
});

it('takes the two that were first used last, of those that were used in the range', () => {
  const ever = [group('1', 1, 40), group('3', 20, 60), group('2', 10, 61), group(null, 30), group('4', 50)];
  expect(newestTwo(ever, [group('1', 40), group('2', 61), group('3', 60), group(null, 30)])).toEqual([
    { version: '2', first: day(10), last: day(61) },
    { version: '3', first: day(20), last: day(60) },
  ]);
});

it('is fewer where there are not two, and none of usages without a version or of the rest', () => {
  const rest = { ...group('others', 70), is_other: true };
  expect(newestTwo([group('1', 1), group(null, 2), rest], [group('1', 1), group(null, 2), rest])).toEqual([
    { version: '1', first: day(1), last: day(1) },
  ]);
  expect(newestTwo([], [])).toEqual([]);
});

it('depends on no order', () => {
  const groups = [group('a', 3), group('b', 9), group('c', 5), group('d', 7)];
  fc.assert(
    fc.property(fc.shuffledSubarray(groups, { minLength: 4 }), (shuffled) => {
      expect(newestTwo(shuffled, groups).map(({ version }) => version)).toEqual(['d', 'b']);
    }),
  );
});
