import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS } from '../../common/time-range.js';
import { ChunkLayout } from './chunk-layout.js';

const NOW = Date.parse('2026-11-28T12:00:00Z');

/** Young chunks on their grid, as the store makes them by itself. */
const chunkAt = (time: number, interval: number): { from: number; to: number } => {
  const from = Math.floor(time / interval) * interval;
  return { from, to: from + interval };
};

const layouts = fc.record({
  days: fc.integer({ min: 1, max: 365 }),
  kept: fc.option(fc.integer({ min: 8, max: 36_500 }), { nil: undefined }),
});

describe('ChunkLayout', () => {
  it('needs few chunks for any times, in any order, all of them apart', () => {
    const times = fc.array(
      fc.oneof(
        fc.integer({ min: 0, max: NOW }),
        fc.nat(3000).map((week) => week * 7 * DAY_MS),
      ),
      { maxLength: 400, size: 'max' },
    );
    fc.assert(
      fc.property(layouts, times, ({ days, kept }, all) => {
        const interval = days * DAY_MS;
        const layout = new ChunkLayout(interval, kept === undefined ? undefined : kept * DAY_MS);
        const taken = all.filter((time) => kept === undefined || time > NOW - (kept - 1) * DAY_MS);
        let chunks: { from: number; to: number }[] = [];
        for (const time of taken) {
          chunks.push(...layout.missing([{ from: time, to: time + 1 }], chunks, NOW));
          if (chunks.some(({ from, to }) => from <= time && time < to)) continue;
          expect(time).toBeGreaterThanOrEqual(layout.oldBefore(NOW));
          chunks.push(chunkAt(time, interval));
        }
        chunks = chunks.sort((a, b) => a.from - b.from);
        for (const [at, { from, to }] of chunks.entries()) {
          expect(from).toBeLessThan(to);
          if (at > 0) expect(chunks[at - 1]!.to).toBeLessThanOrEqual(from);
        }
        const young = Math.ceil(91 / days) + 2;
        expect(chunks.length).toBeLessThanOrEqual(young + (kept === undefined ? 28 : 48));
      }),
    );
  });

  it('covers whole spans of old time, around the chunks that are there, and nothing young', () => {
    const span = fc
      .tuple(fc.integer({ min: 0, max: NOW }), fc.integer({ min: 1, max: NOW }))
      .map(([from, length]) => ({ from, to: Math.min(NOW, from + length) }));
    fc.assert(
      fc.property(
        layouts,
        span,
        fc.uniqueArray(fc.nat(2000), { maxLength: 60 }),
        ({ days }, range, taken) => {
          const interval = days * DAY_MS;
          const layout = new ChunkLayout(interval);
          const existing = taken.map((at) => chunkAt(at * interval, interval));
          const chunks = [...existing, ...layout.missing([range], existing, NOW)].sort(
            (a, b) => a.from - b.from,
          );
          const end = Math.min(range.to, layout.oldBefore(NOW));
          let covered = range.from;
          for (const { from, to } of chunks) if (from <= covered && covered < to) covered = to;
          if (range.from < end) expect(covered).toBeGreaterThanOrEqual(end);
          for (const [at, { from }] of chunks.entries()) {
            if (at > 0) expect(chunks[at - 1]!.to).toBeLessThanOrEqual(from);
          }
          expect(layout.missing([range], chunks, NOW)).toEqual([]);
        },
      ),
    );
  });

  it('makes wide chunks no wider than retention can bear, on the grid of the young ones', () => {
    fc.assert(
      fc.property(layouts, ({ days, kept }) => {
        const { wide } = new ChunkLayout(days * DAY_MS, kept === undefined ? undefined : kept * DAY_MS);
        expect(wide % (days * DAY_MS)).toBe(0);
        expect(wide).toBeLessThanOrEqual(Math.max(days, Math.min(364, (kept ?? Infinity) / 8)) * DAY_MS);
      }),
    );
  });
});
