import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_POINTS, sparklineOf } from './sparkline.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-03-04T10:30:00Z');

describe('sparklineOf', () => {
  it.each([
    [1, 25, DAY / 24],
    [7, 29, DAY / 4],
    [30, 16, 2 * DAY],
    [90, 24, 4 * DAY],
    [3000, 28, 112 * DAY],
  ])('cuts %i days into %i buckets', (days, points, width) => {
    const sparkline = sparklineOf({ from: NOW - days * DAY, to: NOW + 300_001 }, NOW);
    expect(sparkline.width).toBe(width);
    expect(sparkline.slices).toHaveLength(points);
  });

  it('holds every instant of any range once', () => {
    const time = fc.integer({ min: 0, max: 2 * NOW });
    fc.assert(
      fc.property(time, fc.integer({ min: 1, max: 400 * DAY }), time, (from, length, elapsedTo) => {
        const range = { from, to: from + length };
        const { slices, width, start } = sparklineOf(range, elapsedTo);
        expect(slices.length).toBeLessThanOrEqual(MAX_POINTS);
        expect(slices[0]!.from).toBe(range.from);
        expect(slices.at(-1)!.to).toBe(range.to);
        for (const [at, slice] of slices.entries()) {
          expect(slice.from).toBeLessThan(slice.to);
          if (at > 0) expect(slice.from).toBe(slices[at - 1]!.to);
          if (at > 0) expect(slice.from).toBe(start + at * width);
        }
      }),
    );
  });
});
