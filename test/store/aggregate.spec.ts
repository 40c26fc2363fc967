import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { bucketsOf, type Calendar, WEEKDAYS } from '../../src/common/calendar.js';
import {
  KNOWN_OUTCOMES,
  NODE_TYPES,
  OUTCOMES,
  type Outcome,
  ORIGINAL_TYPES,
} from '../../src/common/pattern-terms.js';
import { GRANULARITIES, type TimeRange } from '../../src/common/time-range.js';
import type { Usage } from '../../src/common/usage.js';
import { COST_MEASURES, type MeasureName } from '../../src/store/rollups/usage-measures.js';
import type { UsageFilter, UsageKey, UsageQuestion } from '../../src/store/usages/usage-question.js';
import type { UsageAnswer } from '../../src/store/usages/usage-rows.js';
import { AGGREGATED_LEVELS, isHypertable, rollupsOf } from '../../src/store/rollups/catalogue.js';
import { buildAmendment } from '../support/build-amendment.js';
import { buildUsage } from '../support/build-usage.js';
import { ALL_MEASURES, plainAggregate } from '../support/plain-aggregate.js';
import { clearStore, openTestStore, type TestStore } from '../support/test-store.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PATTERNS = ['1', '2', '3'].map((digit) => `${digit.repeat(8)}-1111-4111-8111-111111111111`);
/** At whole hours, at :30, at :45, and where clocks are set. */
const ZONES = [
  'UTC',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Adelaide',
];

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore({ CONTEXT_DIMENSIONS: 'team' });
});
afterAll(() => test.close());

type Step =
  | { readonly kind: 'write'; readonly usages: Usage[] }
  | {
      readonly kind: 'amend';
      readonly which: number;
      readonly outcome: Outcome;
      readonly quality: number | null;
    }
  | { readonly kind: 'repeat'; readonly which: number }
  | { readonly kind: 'advance' | 'advance early' | 'catch up' | 'policies' };

const now = Date.now();
const AHEAD_MS = 75_000;
/** Up to here sums of squares are exact. */
const MAX_MS = 10_000_000;
/** In sums of these nothing is rounded, whatever their order. */
const quality = fc.option(fc.integer({ min: 0, max: 64 }).map((part) => part / 64));
const eighths = fc.nat().map((part) => part / 8);
const time = fc.oneof(
  fc.integer({ min: now - 3 * DAY, max: now }),
  fc.integer({ min: now - 40 * DAY, max: now }),
  fc.integer({ min: now - 10 * MINUTE, max: now + MINUTE }),
  // What the last minute holds, or will.
  fc.integer({ min: now - 30_000, max: now + MINUTE }),
  // Over a year, so that clocks are set in between.
  fc.integer({ min: now - 400 * DAY, max: now }),
  // Edges of buckets, to the millisecond.
  fc
    .tuple(fc.integer({ min: 0, max: 40 * 48 }), fc.constantFrom(-1, 0, 1))
    .map(([halfHours, off]) => (Math.floor(now / (HOUR / 2)) - halfHours) * (HOUR / 2) + off),
);
const usage: fc.Arbitrary<Usage> = fc
  .record({
    createdAt: time,
    patternId: fc.constantFrom(...PATTERNS),
    id: fc.uuid(),
    outcome: fc.constantFrom(...OUTCOMES),
    qualityScore: quality,
    executionTimeMs: fc.option(
      fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: MAX_MS })),
    ),
    costUsd: fc.option(eighths),
    inputTokens: fc.option(fc.nat()),
    outputTokens: fc.option(fc.nat()),
    timeSavedSeconds: fc.option(eighths),
    errorMessage: fc.option(
      fc.constantFrom('Timeout after 30 ms', 'Timeout after 31 ms', 'No route, "really"'),
    ),
    version: fc.constantFrom(null, '1.0', '*', '=', 'v'.repeat(128)),
    context: fc.constantFrom('{}', '{"team":"a,b"}', '{"team":7,"node_type":"effect"}', '{"team":null}'),
    pattern: fc.record({
      name: fc.constant(null),
      type: fc.option(fc.constantFrom(...ORIGINAL_TYPES)),
      nodeType: fc.option(fc.constantFrom(...NODE_TYPES)),
    }),
  })
  .map((some) => buildUsage({ ...some, correlationId: some.id }));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(usage, { minLength: 1, maxLength: 12 })
      .map((usages): Step => ({ kind: 'write', usages })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(), fc.constantFrom(...OUTCOMES), quality)
      .map(([which, outcome, score]): Step => ({ kind: 'amend', which, outcome, quality: score })),
  },
  { weight: 1, arbitrary: fc.nat().map((which): Step => ({ kind: 'repeat', which })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Step>(
      { kind: 'advance' },
      { kind: 'advance early' },
      { kind: 'catch up' },
      { kind: 'policies' },
    ),
  },
);

const filter: fc.Arbitrary<UsageFilter> = fc.record(
  {
    patternIds: fc.subarray(PATTERNS, { minLength: 1 }),
    patternType: fc.constantFrom(...ORIGINAL_TYPES),
    nodeType: fc.constantFrom(...NODE_TYPES),
    outcomes: fc.subarray([...KNOWN_OUTCOMES], { minLength: 1 }),
    unknown: fc.constantFrom('too' as const, 'only' as const),
    version: fc.constantFrom('1.0', '*'),
    context: fc.constantFrom<Record<string, string>>({ team: 'a,b' }, { team: '7', node_type: 'effect' }),
  },
  { requiredKeys: [] },
);
/** What is drawn of a question: its buckets are made from it, which would be long to print. */
interface Draft extends Omit<UsageQuestion<MeasureName>, 'slices' | 'measures'> {
  readonly range: TimeRange;
  readonly keys: readonly UsageKey[];
  /** Null asks for the range as a whole. */
  readonly calendar: Calendar | null;
  /** Whether costs are asked for. */
  readonly isOfCosts: boolean;
  /** How many patterns to show where the most used are asked for. */
  readonly first: number;
}
const draft: fc.Arbitrary<Draft> = fc.record({
  range: fc
    .tuple(time, time)
    .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) })),
  calendar: fc.option(
    fc.record({
      granularity: fc.constantFrom(...GRANULARITIES),
      timeZone: fc.constantFrom(...ZONES),
      weekStart: fc.constantFrom(...WEEKDAYS),
    }),
  ),
  keys: fc.constantFrom<readonly UsageKey[]>(
    ['pattern'],
    ['pattern'],
    [],
    ['outcome'],
    ['pattern', 'outcome'],
    ['quality_bin'],
    ['pattern', 'quality_bin'],
    ['latency_bin'],
    ['pattern', 'latency_bin', 'outcome'],
    ['pattern', 'error'],
    ['error'],
    ['dimension'],
    ['pattern', 'dimension'],
    ['dimension', 'outcome'],
  ),
  // The last one has no rollups.
  dimension: fc.constantFrom('version', 'context.team', 'context.node_type'),
  isOfCosts: fc.boolean(),
  first: fc.integer({ min: 1, max: PATTERNS.length }),
  // Half the questions ask for everything.
  filter: fc.oneof(fc.constant({}), filter),
});

/** What costs are told by. */
const COST_KEYS: readonly UsageKey[] = ['pattern', 'outcome', 'dimension'];

/** What a family of rollups holds beside the usages' number. */
const measuresFor = (keys: readonly UsageKey[], isOfCosts: boolean): readonly MeasureName[] => {
  if (isOfCosts && keys.every((key) => COST_KEYS.includes(key))) return ['usages', ...COST_MEASURES];
  if (keys.includes('latency_bin')) return ['usages'];
  return keys.includes('error') ? ['usages', 'first_used', 'last_used'] : ALL_MEASURES;
};

type Types = Map<string, { type: string | null; nodeType: string | null }>;

/**
 * Moves the watermarks by a clock that is ahead, so that minutes hold usages that invalidated
 * nothing: they were young when they were written.
 */
const advanceEarly = async (): Promise<void> => {
  const clock = test.rollups.now.bind(test.rollups);
  test.rollups.now = async (connection) => (await clock(connection)) + AHEAD_MS;
  try {
    await test.refresh.advance();
  } finally {
    test.rollups.now = clock;
  }
};

/** Carries a step out on the store and on the plain list. */
const take = async (action: Step, recorded: Usage[], types: Types): Promise<void> => {
  if (action.kind === 'write') {
    const fresh = await test.writer.record(action.usages);
    const isFirst = (one: Usage, index: number): boolean =>
      ![...recorded, ...action.usages.slice(0, index)].some(
        ({ id, createdAt }) => id === one.id && createdAt === one.createdAt,
      );
    expect(fresh).toEqual(action.usages.map(isFirst));
    for (const { patternId, pattern } of action.usages) {
      const known = types.get(patternId);
      types.set(patternId, {
        type: known?.type ?? pattern.type,
        nodeType: known?.nodeType ?? pattern.nodeType,
      });
    }
    recorded.push(...action.usages.filter((_, index) => fresh[index]));
  } else if (action.kind === 'amend' || action.kind === 'repeat') {
    if (recorded.length === 0) return;
    const at = action.which % recorded.length;
    const chosen = recorded[at]!;
    if (action.kind === 'repeat') {
      expect(await test.writer.record([chosen])).toEqual([false]);
      return;
    }
    const amended = await test.feedback.amend(buildAmendment(chosen, action.outcome, action.quality));
    expect(amended).toMatchObject({ usageId: chosen.id, duplicate: false });
    const qualityScore = action.quality ?? chosen.qualityScore;
    recorded[at] = { ...chosen, outcome: action.outcome, qualityScore };
  } else if (action.kind === 'advance') await test.refresh.advance();
  else if (action.kind === 'advance early') await advanceEarly();
  else if (action.kind === 'catch up') await test.refresh.catchUp();
  else {
    // As somebody may by hand, at any time and in any order.
    const aggregates = AGGREGATED_LEVELS.flatMap(rollupsOf).filter((rollup) => !isHypertable(rollup));
    for (const { name } of aggregates.reverse()) {
      await test.store.query('CALL refresh_continuous_aggregate($1::regclass, NULL, $2::timestamptz)', [
        name,
        new Date(Date.now() - 120_000),
      ]);
    }
  }
};

const measuresIn = <M extends MeasureName>(
  row: UsageAnswer<M>,
  measures: readonly M[],
): Record<string, number | null> => ({
  ...Object.fromEntries(measures.map((name) => [name, row[name]])),
  ...(row.unknowns === undefined ? {} : { unknowns: row.unknowns }),
});

/** Rows by slice and, where there is one, pattern. */
const byPlace = <M extends MeasureName>(
  rows: readonly UsageAnswer<M>[],
  measures: readonly M[],
): Record<string, object> =>
  Object.fromEntries(
    rows.map((row) => [
      JSON.stringify([row.slice, ...(row.pattern_id === '' ? [] : [row.pattern_id])]),
      measuresIn(row, measures),
    ]),
  );

/** Asks for the most used patterns and compares with what the plain list says of each and of all. */
const expectMostUsed = async (
  { slices, filter }: Pick<UsageQuestion<MeasureName>, 'slices' | 'filter'>,
  first: number,
  recorded: readonly Usage[],
  types: Types,
): Promise<void> => {
  const whole = [{ from: slices[0]?.from ?? 0, to: slices.at(-1)?.to ?? 0 }];
  const ranking = plainAggregate(recorded, { slices: whole, measures: ['usages'], filter }, types);
  const ranked = Object.entries(ranking)
    .map(([place, { usages, unknowns }]) => ({
      id: (JSON.parse(place) as string[])[1]!,
      usages: usages! + (unknowns ?? 0),
    }))
    .sort((a, b) => b.usages - a.usages || (a.id < b.id ? -1 : 1));
  const shown = ranked.slice(0, first).map(({ id }) => id);
  const found = await test.reader.mostUsed({ slices, measures: ALL_MEASURES, filter }, first);
  expect(found.patterns).toBe(ranked.length);
  const each = plainAggregate(recorded, { slices, measures: ALL_MEASURES, filter }, types);
  const expected = Object.entries(each).filter(([place]) => shown.some((id) => place.includes(id)));
  expect(byPlace(found.first, ALL_MEASURES)).toEqual(Object.fromEntries(expected));
  const all = plainAggregate(recorded, { slices, measures: ALL_MEASURES, filter, keys: [] }, types);
  expect(byPlace(found.all, ALL_MEASURES)).toEqual(all);
};

describe('any order of writing, amending and refreshing', () => {
  it('leaves every question with the answer of a plain computation, exactly', async () => {
    const statements = jest.spyOn(test.store, 'query');
    const read = (): number => statements.mock.calls.filter(([text]) => text.includes('string_agg')).length;
    let [asked, inParts] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(step, fc.array(draft, { minLength: 2, maxLength: 4 })), {
          minLength: 3,
          maxLength: 6,
        }),
        // Read at once, or in as many parts as it can be.
        fc.constantFrom(Infinity, 20),
        async (steps, sliceRows) => {
          await clearStore(test);
          Object.assign(test.store.capabilities, { sliceRows });
          const recorded: Usage[] = [];
          const types: Types = new Map();
          statements.mockClear();
          for (const [action, questions] of steps) {
            await take(action, recorded, types);
            for (const drawn of questions) {
              const { range, calendar, first, isOfCosts, ...rest } = drawn;
              const slices = calendar ? bucketsOf(range, calendar, 20_000)! : [range];
              const question = { ...rest, slices, measures: measuresFor(drawn.keys, isOfCosts) };
              if (sliceRows < Infinity) asked += 2;
              const rows = await test.reader.aggregate(question);
              const keyed = rows.map((row) => {
                const parts = question.keys.map((key) => {
                  if (key === 'pattern') return row.pattern_id;
                  if (key === 'dimension') return row.value;
                  return key.endsWith('_bin') ? row.bin : row[key as 'outcome'];
                });
                return [JSON.stringify([row.slice, ...parts]), measuresIn(row, question.measures)] as const;
              });
              expect(new Set(keyed.map(([key]) => key)).size).toBe(keyed.length);
              expect(Object.fromEntries(keyed)).toEqual(plainAggregate(recorded, question, types));
              await expectMostUsed(question, first, recorded, types);
            }
          }
          if (sliceRows < Infinity) inParts += read();
        },
      ),
      { numRuns: 12, interruptAfterTimeLimit: 120_000 },
    );
    statements.mockRestore();
    expect(inParts).toBeGreaterThan(asked);
  }, 300_000);
});
