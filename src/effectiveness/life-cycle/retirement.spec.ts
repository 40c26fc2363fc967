import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS } from '../../common/time-range.js';
import { DAYS_BEFORE, daysBefore, partsOf } from './retirement.js';

it('cuts ranges into parts that make up each of them and nothing else', () => {
  const range = fc.tuple(fc.nat({ max: 30 }), fc.integer({ min: 1, max: 8 }));
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 6 }), (pairs) => {
      const ranges = pairs.map(([from, length]) => ({ from, to: from + length }));
      const parts = partsOf(ranges);
      for (const [at, part] of parts.slice(1).entries())
        expect(part.from).toBeGreaterThanOrEqual(parts[at]!.to);
      const covered = parts.flatMap(({ from, to }) =>
        Array.from({ length: to - from }, (_, at) => from + at),
      );
      const wanted = ranges.flatMap(({ from, to }) =>
        Array.from({ length: to - from }, (_, at) => from + at),
      );
      expect(covered).toEqual([...new Set(wanted)].sort((a, b) => a - b));
      for (const { from, to } of ranges) {
        const own = parts.filter((part) => part.from >= from && part.to <= to);
        expect(own.reduce((sum, part) => sum + part.to - part.from, 0)).toBe(to - from);
      }
    }),
  );
});

it('counts the days up to a last use, its own included', () => {
  const lastUsed = Date.parse('2026-03-31T23:59:59.999Z');
  const { from, to } = daysBefore(lastUsed);
  expect([new Date(from).toISOString(), to - lastUsed]).toEqual(['2026-01-01T00:00:00.000Z', 1]);
  expect(to - from).toBe(DAYS_BEFORE * DAY_MS);
});
