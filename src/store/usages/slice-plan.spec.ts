import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TimeRange } from '../../common/time-range.js';
import { floorToBucket, ROLLUP_LEVELS } from '../rollups/rollup-level.js';
import type { SourcePlan } from '../rollups/rollup.plan.js';
import { slicePlan } from './slice-plan.js';

const HOUR = 3_600_000;

/** Ranges of a source, on its buckets and apart from each other. */
const source = fc
  .tuple(
    fc.constantFrom('usage' as const, ...ROLLUP_LEVELS),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 5000 })), {
      minLength: 1,
      maxLength: 5,
    }),
  )
  .map(([level, lengths]): SourcePlan => {
    const onBucket = (time: number): number => (level === 'usage' ? time : floorToBucket(time, level));
    let at = 1_700_000_000_000;
    const ranges = lengths.flatMap(([gap, length]): TimeRange[] => {
      const from = onBucket(at + gap * HOUR);
      at = from + length * HOUR;
      const to = onBucket(at);
      return from < to ? [{ from, to }] : [];
    });
    return { source: level, ranges };
  })
  .filter(({ ranges }) => ranges.length > 0);

const joined = (ranges: readonly TimeRange[]): TimeRange[] => {
  const all: TimeRange[] = [];
  for (const range of ranges) {
    const last = all.at(-1);
    if (last?.to === range.from) all[all.length - 1] = { from: last.from, to: range.to };
    else all.push(range);
  }
  return all;
};

describe('slicePlan', () => {
  it('reads each instant once from the same source, in parts that cost little or cannot be cut', () => {
    fc.assert(
      fc.property(
        fc.array(source, { maxLength: 4 }),
        fc.integer({ min: 100, max: 5000 }),
        (plan, maxRows) => {
          const rows = (_: unknown, { from, to }: TimeRange): number => (to - from) / HOUR;
          const parts = slicePlan(plan, { rows, first: 0 }, maxRows);
          const read = parts.flat();
          const wanted = new Map<string, TimeRange[]>();
          for (const one of plan) wanted.set(one.source, [...(wanted.get(one.source) ?? []), ...one.ranges]);
          for (const [level, ranges] of wanted) {
            const own = read.filter((one) => one.source === level).flatMap((one) => one.ranges);
            expect(joined(own)).toEqual(joined(ranges));
            for (const { from } of own)
              if (level !== 'usage') expect(floorToBucket(from, level as 'hour')).toBe(from);
          }
          for (const part of parts) {
            const cost = part.flatMap(({ ranges }) => ranges).reduce((sum, one) => sum + rows('', one), 0);
            const isOne = part.length === 1 && part[0]!.ranges.length === 1;
            // A week is the widest of what cannot be cut.
            if (cost > maxRows) expect(isOne && cost < 2 * 168).toBe(true);
          }
        },
      ),
    );
  });

  it('leaves whole what costs little, from the beginning of time too', () => {
    const plan: SourcePlan[] = [{ source: 'day', ranges: [{ from: -Infinity, to: 1_700_006_400_000 }] }];
    expect(slicePlan(plan, { rows: () => 5, first: Infinity }, 10)).toEqual([plan]);
    expect(slicePlan(plan, { rows: () => 50, first: Infinity }, 10)).toEqual([plan]);
    const [first, ...rest] = slicePlan(
      plan,
      {
        rows: (_, { from, to }) => (to - Math.max(from, 1_600_000_000_000)) / HOUR,
        first: 1_600_000_000_000,
      },
      5000,
    );
    expect(first![0]!.ranges[0]!.from).toBe(-Infinity);
    expect(rest.length).toBeGreaterThan(2);
  });
});
