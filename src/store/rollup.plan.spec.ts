import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketWidth, floorToBucket, ROLLUP_LEVELS, type RollupLevel } from './rollup-level.js';
import { planSegments, type RollupState } from './rollup.plan.js';

const at = (text: string): number => Date.parse(`2026-${text}Z`);
const nothing = { from: Infinity, watermark: -Infinity };

const state = (override: Partial<RollupState> = {}): RollupState => ({
  levels: {
    minute: { from: at('03-01T00:00'), watermark: at('03-11T10:28') },
    hour: { from: -Infinity, watermark: at('03-11T10:00') },
    day: { from: -Infinity, watermark: at('03-11T00:00') },
    week: { from: -Infinity, watermark: at('03-09T00:00') },
  },
  staleMinutes: [],
  staleHours: [],
  ...override,
});

const plan = (
  from: string,
  to: string,
  of: RollupState,
  coarsest: RollupLevel | 'usage' = 'week',
): string[] =>
  planSegments({ from: at(from), to: at(to) }, of, coarsest).map(
    (segment) => `${segment.source} ${new Date(segment.from).toISOString().slice(5, 16)}`,
  );

describe('planSegments', () => {
  it('reads each part from the coarsest rollup that has it, the newest from the usages', () => {
    expect(plan('02-01T12:34', '03-11T10:30', state())).toEqual(
      [
        'usage 02-01T12:34',
        'hour 02-01T13:00',
        'day 02-02T00:00',
        'week 02-02T00:00',
        'day 03-09T00:00',
        'hour 03-11T00:00',
        'minute 03-11T10:00',
        'usage 03-11T10:28',
      ].filter((line) => line !== 'day 02-02T00:00'),
    );
  });

  it('reads the edge within the minutes that are kept from minutes', () => {
    expect(plan('03-02T12:34', '03-03T00:00', state())).toEqual(['minute 03-02T12:34', 'hour 03-02T13:00']);
  });

  it('uses no bucket wider than the answer’s', () => {
    expect(plan('02-02T00:00', '03-09T00:00', state(), 'hour')).toEqual(['hour 02-02T00:00']);
    expect(plan('02-02T00:00', '03-09T00:00', state(), 'usage')).toEqual(['usage 02-02T00:00']);
  });

  it('goes around a stale hour, and to the minutes in it that are not stale', () => {
    const stale = state({ staleHours: [at('03-10T05:00')], staleMinutes: [at('03-10T05:20')] });
    expect(plan('03-09T00:00', '03-11T00:00', stale)).toEqual([
      'day 03-09T00:00',
      'hour 03-10T00:00',
      'minute 03-10T05:00',
      'usage 03-10T05:20',
      'minute 03-10T05:21',
      'hour 03-10T06:00',
    ]);
  });

  it('reads a stale hour whose minutes are gone from the usages', () => {
    const stale = state({ staleHours: [at('02-10T05:00')] });
    expect(plan('02-10T00:00', '02-11T00:00', stale)).toEqual([
      'hour 02-10T00:00',
      'usage 02-10T05:00',
      'hour 02-10T06:00',
    ]);
  });

  it('reads everything from the usages where nothing is materialised', () => {
    const empty = state({ levels: { minute: nothing, hour: nothing, day: nothing, week: nothing } });
    expect(plan('01-01T00:00', '03-11T00:00', empty)).toEqual(['usage 01-01T00:00']);
  });

  it('is empty for an empty range', () => {
    expect(plan('03-02T00:00', '03-02T00:00', state())).toEqual([]);
    expect(plan('03-03T00:00', '03-02T00:00', state())).toEqual([]);
  });

  it('begins at the beginning where the range does', () => {
    expect(planSegments({ from: -Infinity, to: at('03-09T00:00') }, state(), 'week')).toEqual([
      { source: 'week', from: -Infinity, to: at('03-09T00:00') },
    ]);
  });

  const base = at('03-11T00:00');
  const time = fc.integer({ min: base - 40 * 86_400_000, max: base + 2 * 86_400_000 });
  const onGrid = (level: RollupLevel): fc.Arbitrary<number> => time.map((ms) => floorToBucket(ms, level));
  const completeness = (level: RollupLevel): fc.Arbitrary<{ from: number; watermark: number }> =>
    fc.record({ from: fc.oneof(fc.constant(-Infinity), time), watermark: onGrid(level) });
  const anyState: fc.Arbitrary<RollupState> = fc.record({
    levels: fc.record({
      minute: completeness('minute'),
      hour: completeness('hour'),
      day: completeness('day'),
      week: completeness('week'),
    }),
    staleMinutes: fc
      .array(onGrid('minute'), { maxLength: 40 })
      .map((list) => [...list].sort((a, b) => a - b)),
    staleHours: fc.array(onGrid('hour'), { maxLength: 40 }).map((list) => [...list].sort((a, b) => a - b)),
  });

  it('stays short however much is stale', () => {
    const many = (level: RollupLevel): fc.Arbitrary<number[]> =>
      fc
        .array(onGrid(level), { minLength: 200, maxLength: 400 })
        .map((list) => [...list].sort((a, b) => a - b));
    fc.assert(
      fc.property(time, time, many('minute'), many('hour'), (one, other, staleMinutes, staleHours) => {
        const range = { from: Math.min(one, other), to: Math.max(one, other) };
        const segments = planSegments(range, state({ staleMinutes, staleHours }), 'week');
        expect(segments.length).toBeLessThanOrEqual(105);
      }),
    );
  });

  it('covers any range exactly once, and trusts no bucket that is stale or not complete', () => {
    fc.assert(
      fc.property(
        time,
        time,
        anyState,
        fc.constantFrom<RollupLevel | 'usage'>('usage', ...ROLLUP_LEVELS),
        (from, to, of, coarsest) => {
          const segments = planSegments({ from, to }, of, coarsest);
          let reached = from;
          for (const segment of segments) {
            expect(segment.from).toBe(reached);
            expect(segment.to).toBeGreaterThan(segment.from);
            reached = segment.to;
            if (segment.source === 'usage') continue;
            const level = segment.source;
            expect(ROLLUP_LEVELS.indexOf(level)).toBeLessThanOrEqual(
              ROLLUP_LEVELS.indexOf(coarsest as RollupLevel),
            );
            expect(floorToBucket(segment.from, level)).toBe(segment.from);
            expect(floorToBucket(segment.to, level)).toBe(segment.to);
            expect(segment.from).toBeGreaterThanOrEqual(of.levels[level].from);
            expect(segment.to).toBeLessThanOrEqual(of.levels[level].watermark);
            const stale = level === 'minute' ? of.staleMinutes : of.staleHours;
            const touched = stale.filter(
              (ms) =>
                ms + bucketWidth(level === 'minute' ? 'minute' : 'hour') > segment.from && ms < segment.to,
            );
            expect(touched).toEqual([]);
          }
          expect(reached).toBe(Math.max(from, to) === to ? to : from);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
