import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OUTCOMES, type Outcome, UNKNOWN } from '../../src/common/pattern-terms.js';
import type { TimeRange } from '../../src/common/time-range.js';
import type { Usage } from '../../src/common/usage.js';
import { ActorRepository } from '../../src/store/usages/actor.repository.js';
import type { ActorQuestion } from '../../src/store/usages/actor-question.js';
import type { UsageFilter } from '../../src/store/usages/usage-question.js';
import { buildAmendment } from '../support/build-amendment.js';
import { buildUsage } from '../support/build-usage.js';
import { clearStore, openTestStore, type TestStore } from '../support/test-store.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PATTERNS = ['1', '2', '3'].map((digit) => `${digit.repeat(8)}-1111-4111-8111-111111111111`);
const now = Date.now();

let test: TestStore;
let actors: ActorRepository;
beforeAll(async () => {
  test = await openTestStore();
  actors = new ActorRepository(test.store, test.config.store.retention);
});
afterAll(() => test.close());

const time = fc.oneof(
  fc.integer({ min: now - 4 * DAY, max: now }),
  // Edges of days, to the millisecond.
  fc
    .tuple(fc.integer({ min: 0, max: 8 }), fc.constantFrom(-1, 0, 1))
    .map(([days, off]) => (Math.floor(now / DAY) - days) * DAY + off),
);
const usage: fc.Arbitrary<Usage> = fc
  .record({
    createdAt: time,
    id: fc.uuid(),
    patternId: fc.constantFrom(...PATTERNS),
    outcome: fc.constantFrom(...OUTCOMES),
    version: fc.option(fc.constantFrom('1', '2')),
    actor: fc.option(
      fc.constantFrom('ann', 'Ann', 'bob, "b"', 'hashed:00112233445566778899aabbccddeeff', ''),
    ),
    context: fc.constantFrom('{}', '{"team":"a"}', '{"team":7}'),
    correlationId: fc.option(fc.constantFrom(...PATTERNS)),
  })
  .map((some) => buildUsage(some));

type Step =
  | { readonly kind: 'write'; readonly usages: readonly Usage[] }
  | { readonly kind: 'amend'; readonly which: number; readonly outcome: Outcome }
  | { readonly kind: 'erase pattern' | 'erase correlation'; readonly id: string }
  | { readonly kind: 'advance' | 'catch up' };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .array(usage, { minLength: 1, maxLength: 15 })
      .map((usages): Step => ({ kind: 'write', usages })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(), fc.constantFrom(...OUTCOMES))
      .map(([which, outcome]): Step => ({ kind: 'amend', which, outcome })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('erase pattern' as const, 'erase correlation' as const),
        fc.constantFrom(...PATTERNS),
      )
      .map(([kind, id]): Step => ({ kind, id })),
  },
  { weight: 4, arbitrary: fc.constantFrom<Step>({ kind: 'advance' }, { kind: 'catch up' }) },
);

const filter: fc.Arbitrary<UsageFilter> = fc.record(
  {
    patternIds: fc.subarray(PATTERNS, { minLength: 1 }),
    outcomes: fc.subarray(['success', 'error'] as const, { minLength: 1 }),
    unknown: fc.constantFrom('too' as const, 'only' as const),
    version: fc.constant('1'),
    context: fc.constant({ team: 'a' }),
  },
  { requiredKeys: [] },
);
/** Slices between ascending times, some of them left out. */
const slices = fc
  .tuple(fc.uniqueArray(time, { minLength: 2, maxLength: 6 }), fc.boolean(), fc.nat())
  .map(([times, isOfAll, gap]): TimeRange[] => {
    const ends = [...times].sort((a, b) => a - b);
    const all = ends.slice(1).map((to, at) => ({ from: ends[at]!, to }));
    const some = all.length > 1 ? all.filter((_, at) => at !== gap % all.length) : all;
    return isOfAll ? [{ from: -Infinity, to: some[0]!.from }, ...some] : some;
  });
const question: fc.Arbitrary<ActorQuestion> = fc
  .record({
    slices,
    key: fc.constantFrom(undefined, 'pattern' as const, 'dimension' as const),
    dimension: fc.constantFrom('version', 'context.team'),
    filter: fc.oneof(fc.constant({}), filter),
  })
  .map(({ key, ...asked }) => ({ ...asked, ...(key && { key }) }));

const teamOf = ({ context }: Usage): string | null => {
  const { team } = JSON.parse(context) as { team?: string | number };
  return team === undefined ? null : `${team}`;
};

const plainCount = (usages: readonly Usage[], asked: ActorQuestion): unknown[] => {
  const { slices: spans, key, filter: { patternIds, outcomes, unknown, version, context } = {} } = asked;
  const isMeant = (one: Usage): boolean =>
    (patternIds?.includes(one.patternId) ?? true) &&
    (one.outcome === UNKNOWN
      ? unknown !== undefined
      : unknown !== 'only' && (outcomes?.includes(one.outcome) ?? true)) &&
    (version === undefined || one.version === version) &&
    (context === undefined || teamOf(one) === context['team']);
  const valueOf = asked.dimension === 'version' ? ({ version }: Usage) => version : teamOf;
  const keyOf = (one: Usage): string | null =>
    key === undefined ? null : key === 'pattern' ? one.patternId : valueOf(one);
  return spans.flatMap(({ from, to }, slice) => {
    const own = usages.filter((one) => one.createdAt >= from && one.createdAt < to && isMeant(one));
    return [...new Set(own.map(keyOf))].map((value) => {
      const some = own.filter((one) => keyOf(one) === value);
      const told = some.flatMap(({ actor }) => actor ?? []);
      return { slice, key: value, usages: some.length, told: told.length, actors: new Set(told).size };
    });
  });
};

const inOrder = (rows: readonly unknown[]): unknown[] =>
  [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Carries a step out on the store. @returns what there is afterwards. */
const take = async (action: Step, usages: readonly Usage[]): Promise<readonly Usage[]> => {
  if (action.kind === 'write') {
    const fresh = await test.writer.record(action.usages);
    return [...usages, ...action.usages.filter((_, at) => fresh[at])];
  }
  if (action.kind === 'amend') {
    const own = usages.filter(({ correlationId }) => correlationId !== null);
    const target = own[action.which % Math.max(1, own.length)];
    if (!target) return usages;
    const amended = await test.feedback.amend({
      ...buildAmendment(target, action.outcome),
      usage: buildUsage({ actor: 'carla' }),
    });
    return usages.map((one) =>
      one.id === amended!.usageId && one.createdAt === amended!.createdAt.getTime()
        ? { ...one, outcome: action.outcome, actor: one.actor ?? 'carla' }
        : one,
    );
  }
  if (action.kind === 'erase pattern') {
    await test.erasure.erasePattern(action.id);
    return usages.filter(({ patternId }) => patternId !== action.id);
  }
  if (action.kind === 'erase correlation') {
    await test.erasure.eraseCorrelation(action.id);
    return usages.filter(({ correlationId }) => correlationId !== action.id);
  }
  if (action.kind === 'advance') await test.refresh.advance();
  else await test.refresh.catchUp();
  return usages;
};

it('counts actors as a plain computation does, whatever was written, amended and erased, and the jobs did', async () => {
  const { sliceRows } = test.store.capabilities;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(step, fc.array(question, { maxLength: 3 })), { minLength: 1, maxLength: 14 }),
      fc.constantFrom(1, sliceRows),
      async (steps, atOnce) => {
        Object.assign(test.store.capabilities, { sliceRows: atOnce });
        await clearStore(test);
        let usages: readonly Usage[] = [];
        for (const [action, questions] of steps) {
          usages = await take(action, usages);
          for (const asked of questions) {
            const plain = inOrder(plainCount(usages, asked));
            expect(inOrder(await actors.count(asked))).toEqual(plain);
            const sets = await actors.sets(asked);
            expect(inOrder(sets.map(({ actors: own, ...use }) => ({ ...use, actors: own.size })))).toEqual(
              plain,
            );
          }
        }
      },
    ),
    { numRuns: 25, interruptAfterTimeLimit: 150_000 },
  );
}, 300_000);
