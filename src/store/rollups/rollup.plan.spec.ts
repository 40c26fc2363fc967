import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketWidth, floorToBucket, ROLLUP_LEVELS, type RollupLevel } from './rollup-level.js';
import { planSources, type RollupState } from './rollup.plan.js';

const at = (text: string): number => Date.parse(`2026-${text}Z`);
const nothing = { from: Infinity, watermark: -Infinity };

const state = (override: Partial<RollupState> = {}): RollupState => ({
  now: at('03-11T10:29'),
  levels: {
    minute: { from: at('03-01T00:00'), watermark: at('03-11T10:28:45') },
    hour: { from: -Infinity, watermark: at('03-11T10:00') },
    day: { from: -Infinity, watermark: at('03-11T00:00') },
    week: { from: -Infinity, watermark: at('03-09T00:00') },
  },
  staleMinutes: [],
  staleHours: [],
  ...override,
});

const ALL: readonly RollupLevel[] = ROLLUP_LEVELS;

/** Where each part of [from, to) is read, in the order of time. */
const plan = (from: string, to: string, of: RollupState, levels = ALL): string[] =>
  planSources([{ from: at(from), to: at(to) }], of, levels)
    .flatMap(({ source, ranges }) => ranges.map((range) => ({ source, ...range })))
    .sort((a, b) => a.from - b.from)
    .map((part) => `${part.source} ${new Date(part.from).toISOString().slice(5, 19).replace(/:00$/, '')}`);

describe('planSources', () => {
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
        'newest 03-11T10:28',
      ].filter((line) => line !== 'day 02-02T00:00'),
    );
  });

  it('reads the edge within the minutes that are kept from minutes', () => {
    expect(plan('03-02T12:34', '03-03T00:00', state())).toEqual(['minute 03-02T12:34', 'hour 03-02T13:00']);
  });

  it('uses no rollup that the question cannot be answered from', () => {
    expect(plan('02-02T00:00', '03-09T00:00', state(), ['minute', 'hour'])).toEqual(['hour 02-02T00:00']);
    expect(plan('02-02T00:00', '03-09T00:00', state(), [])).toEqual(['usage 02-02T00:00']);
  });

  it('trusts the newest minutes up to the first that a slice splits', () => {
    const newest = (from: string, to: string, of = state()): unknown => {
      const plans = planSources([{ from: at(from), to: at(to) }], of, ALL);
      const until = plans.find(({ source }) => source === 'newest')?.minutesUntil;
      return until === undefined || until === Infinity ? until : new Date(until).toISOString().slice(5, 19);
    };
    expect(newest('03-11T10:00', '03-11T10:30')).toBe(Infinity);
    expect(newest('03-11T10:00', '03-11T10:29:20')).toBe('03-11T10:29:20');
    expect(newest('03-11T10:00', '03-11T10:28')).toBeUndefined();
    expect(newest('03-11T10:28:10', '03-11T10:30')).toBeUndefined();
    // Far behind, as after a while in which no job ran.
    expect(newest('03-11T10:00', '03-11T11:00', state({ now: at('03-11T11:00') }))).toBeUndefined();
    expect(plan('03-11T10:27', '03-11T11:00', state({ now: at('03-11T11:00') }))).toEqual([
      'minute 03-11T10:27',
      'usage 03-11T10:28',
    ]);
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
    const empty = state({
      levels: { minute: nothing, hour: nothing, day: nothing, week: nothing },
    });
    expect(plan('01-01T00:00', '03-11T00:00', empty)).toEqual(['usage 01-01T00:00']);
  });

  it('is empty for an empty range', () => {
    expect(plan('03-02T00:00', '03-02T00:00', state())).toEqual([]);
    expect(plan('03-03T00:00', '03-02T00:00', state())).toEqual([]);
  });

  it('begins at the beginning where the range does', () => {
    const all = { from: -Infinity, to: at('03-09T00:00') };
    expect(planSources([all], state(), ALL)).toEqual([{ source: 'week', ranges: [all] }]);
  });

  it('goes around a bucket that an edge between slices splits', () => {
    const [from, middle, to] = ['03-02T00:00', '03-03T05:30', '03-09T00:00'].map(at) as [
      number,
      number,
      number,
    ];
    const slices = [
      { from, to: middle },
      { from: middle, to },
    ];
    const of = (time: string): number => at(`03-03T${time}`);
    expect(planSources(slices, state(), ALL)).toEqual([
      { source: 'minute', ranges: [{ from: of('05:00'), to: of('06:00') }] },
      {
        source: 'hour',
        ranges: [
          { from: of('00:00'), to: of('05:00') },
          { from: of('06:00'), to: at('03-04T00:00') },
        ],
      },
      {
        source: 'day',
        ranges: [
          { from, to: of('00:00') },
          { from: at('03-04T00:00'), to },
        ],
      },
    ]);
  });

  const base = at('03-11T00:00');
  const time = fc.integer({ min: base - 40 * 86_400_000, max: base + 2 * 86_400_000 });
  const onGrid = (level: RollupLevel): fc.Arbitrary<number> => time.map((ms) => floorToBucket(ms, level));
  const completeness = (level: RollupLevel): fc.Arbitrary<{ from: number; watermark: number }> =>
    fc.record({
      from: fc.oneof(fc.constant(-Infinity), time),
      // The last minute is filled as it goes on.
      watermark: level === 'minute' ? time : onGrid(level),
    });
  const someState: fc.Arbitrary<Omit<RollupState, 'now'>> = fc.record({
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

  /** Of about the time of the minutes' watermark, or long after. */
  const anyState = fc
    .tuple(someState, fc.constantFrom(20_000, 3_600_000))
    .map(([some, behind]): RollupState => ({ ...some, now: some.levels.minute.watermark + behind }));

  it('has at most a thousand pieces of a level, however much is stale', () => {
    const staleHours = Array.from(
      { length: 4000 },
      (_, index) => at('01-01T00:00') - index * 2 * 3_600_000,
    ).reverse();
    const [from, to] = [at('01-01T00:00') - 9000 * 3_600_000, at('03-11T00:00')];
    const plans = planSources([{ from, to }], state({ staleHours }), ['minute', 'hour']);
    for (const { ranges } of plans) expect(ranges.length).toBeLessThanOrEqual(1001);
    expect(plans.map(({ source }) => source)).toEqual(['usage', 'hour']);
  });

  it('covers any slices exactly once, and trusts no bucket that is stale, split or not complete', () => {
    const someSlices = fc.array(time, { minLength: 2, maxLength: 8 }).map((edges) => {
      const sorted = [...new Set(edges)].sort((a, b) => a - b);
      const slices = sorted.slice(1).map((to, index) => ({ from: sorted[index]!, to }));
      return slices.filter((_, index) => index % 3 !== 1);
    });
    fc.assert(
      fc.property(someSlices, anyState, fc.subarray([...ALL]), (slices, of, levels) => {
        const plans = planSources(slices, of, levels);
        const parts = plans
          .flatMap(({ source, ranges }) => ranges.map((range) => ({ source, ...range })))
          .sort((a, b) => a.from - b.from);
        const length = (ranges: readonly { from: number; to: number }[]): number =>
          ranges.reduce((sum, range) => sum + range.to - range.from, 0);
        expect(length(parts)).toBe(length(slices));
        for (const [index, part] of parts.entries()) {
          expect(part.to).toBeGreaterThan(part.from);
          if (index > 0) expect(part.from).toBeGreaterThanOrEqual(parts[index - 1]!.to);
          if (part.source === 'usage') continue;
          const edges = slices.flatMap(({ from, to }) => [from, to]);
          if (part.source === 'newest') {
            expect(levels).toContain('minute');
            expect(floorToBucket(part.from, 'minute')).toBe(part.from);
            expect(part.from).toBeGreaterThanOrEqual(of.levels.minute.from);
            const { minutesUntil } = plans.find(({ source }) => source === 'newest')!;
            const split = edges.filter((edge) => floorToBucket(edge, 'minute') !== edge);
            for (const at of split) if (at >= part.from) expect(minutesUntil).toBeLessThanOrEqual(at);
            continue;
          }
          const level = part.source;
          expect(levels).toContain(level);
          expect(floorToBucket(part.from, level)).toBe(part.from);
          expect(floorToBucket(part.to, level)).toBe(part.to);
          expect(part.from).toBeGreaterThanOrEqual(of.levels[level].from);
          expect(part.to).toBeLessThanOrEqual(of.levels[level].watermark);
          const [recorded, stale] = (
            {
              minute: ['minute', of.staleMinutes],
              hour: ['hour', of.staleHours],
              day: ['hour', of.staleHours],
              week: ['hour', of.staleHours],
            } as const
          )[level];
          const width = bucketWidth(recorded);
          expect(stale.filter((ms) => ms + width > part.from && ms < part.to)).toEqual([]);
          const split = edges.filter(
            (edge) => floorToBucket(edge, level) !== edge && edge > part.from && edge < part.to,
          );
          expect(split).toEqual([]);
        }
        // Every instant of a slice is in a part: the lengths agree, and no part leaves the slices.
        for (const part of parts) {
          const inSlices = slices.reduce(
            (sum, { from, to }) => sum + Math.max(0, Math.min(to, part.to) - Math.max(from, part.from)),
            0,
          );
          expect(inSlices).toBe(part.to - part.from);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
