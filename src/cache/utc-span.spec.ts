import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS } from '../common/time-range.js';
import { ALL_TIME, spansAround, spansOver, spansWithin } from './utc-span.js';

const at = (text: string): number => Date.parse(text);

describe('spans of UTC days, months and years', () => {
  it('cover a range with the longest that fit', () => {
    const range = { from: at('2024-11-29T12:00:00Z'), to: at('2026-02-02T00:00:00.001Z') };
    expect(spansOver(range)).toEqual([
      ...['2024-11-29', '2024-11-30', '2024-12', '2025', '2026-01', '2026-02-01', '2026-02-02'],
    ]);
  });

  it('of a touch and of a range meet wherever the time lies in the range', () => {
    const time = fc.integer({ min: 0, max: at('2030-01-01T00:00:00Z') });
    fc.assert(
      fc.property(time, time, fc.double({ min: 0, max: 0.999, noNaN: true }), (a, b, part) => {
        const range = { from: Math.min(a, b), to: Math.max(a, b) + 1 };
        const touched = Math.floor(range.from + part * (range.to - range.from));
        const spans = spansOver(range);
        expect(spans.length).toBeLessThan(150);
        const around = spansAround([touched]);
        expect(spans.some((span) => around.includes(span))).toBe(true);
        const within = spansWithin({ from: touched, to: touched + 1 });
        expect(within).toEqual(around);
        const [outside] = spansAround([range.from - DAY_MS]);
        if (range.from >= DAY_MS) expect(spans).not.toContain(outside);
      }),
    );
  });

  it('become all time where they are many', () => {
    expect(spansAround(Array.from({ length: 401 }, (_, day) => day * DAY_MS))).toEqual([ALL_TIME]);
    expect(spansWithin({ from: 0, to: Infinity })).toEqual([ALL_TIME]);
    expect(spansAround([])).toEqual([]);
  });
});
