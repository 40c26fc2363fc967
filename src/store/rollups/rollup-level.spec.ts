import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketWidth, ceilToBucket, floorToBucket, ROLLUP_LEVELS } from './rollup-level.js';

const time = fc.integer({ min: -(2 ** 41), max: 2 ** 42 });
const level = fc.constantFrom(...ROLLUP_LEVELS);

describe('buckets', () => {
  it('begin on Mondays 00:00 UTC where they are weeks', () => {
    fc.assert(
      fc.property(time, (at) => {
        const start = new Date(floorToBucket(at, 'week'));
        expect(start.getUTCDay()).toBe(1);
        expect(Math.abs(start.getTime() % 86_400_000)).toBe(0);
      }),
    );
    expect(floorToBucket(Date.parse('2027-01-01T00:00:00Z'), 'week')).toBe(
      Date.parse('2026-12-28T00:00:00Z'),
    );
  });

  it('hold every time exactly once', () => {
    fc.assert(
      fc.property(time, level, (at, of) => {
        const start = floorToBucket(at, of);
        expect(start <= at && at < start + bucketWidth(of)).toBe(true);
        expect(floorToBucket(start, of)).toBe(start);
        expect(ceilToBucket(at, of)).toBe(at === start ? start : start + bucketWidth(of));
      }),
    );
  });

  it('leave the beginning of time alone', () => {
    for (const of of ROLLUP_LEVELS) expect(ceilToBucket(-Infinity, of)).toBe(-Infinity);
  });
});
