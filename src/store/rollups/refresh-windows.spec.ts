import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_CALL, refreshWindows } from './refresh-windows.js';

const HOUR = 3_600_000;
const hours = (...list: number[]): number[] => list.map((hour) => hour * HOUR);
const inHours = (...[buckets, usages]: [number[], Map<number, number>?]): number[][] =>
  refreshWindows('hour', buckets, usages).map(({ from, to }) => [from / HOUR, to / HOUR]);

describe('the windows of a refresh', () => {
  it('join what is near, and what has few usages between', () => {
    const buckets = hours(0, 25, 60, 160);
    expect(inHours(buckets)).toEqual([
      [0, 26],
      [60, 61],
      [160, 161],
    ]);
    const usages = new Map([
      [40 * HOUR, 1000],
      [100 * HOUR, 1001],
    ]);
    expect(inHours(buckets, usages)).toEqual([
      [0, 61],
      [160, 161],
    ]);
  });

  it('hold every bucket once, and are no longer than a call may be', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(20_000), { maxLength: 50 }), fc.boolean(), (list, areEmpty) => {
        const buckets = hours(...list);
        const windows = refreshWindows('hour', buckets, areEmpty ? new Map() : undefined);
        for (const bucket of buckets)
          expect(windows.filter(({ from, to }) => from <= bucket && bucket < to)).toHaveLength(1);
        for (const { from, to } of windows) expect(to - from).toBeLessThanOrEqual(MAX_CALL * HOUR);
      }),
    );
  });
});
