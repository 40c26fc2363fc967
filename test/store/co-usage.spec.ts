import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OUTCOMES, type Outcome } from '../../src/common/pattern-terms.js';
import type { Usage } from '../../src/common/usage.js';
import { CoUsageRepository } from '../../src/store/co-usage/co-usage.repository.js';
import { IS_KNOWN, IS_SUCCESS, noteCoUsage } from '../../src/store/usages/usage-write.sql.js';
import { buildAmendment } from '../support/build-amendment.js';
import { buildUsage } from '../support/build-usage.js';
import { expectedCoUsage, type CoUsage } from '../support/expected-co-usage.js';
import { openTestStore, type TestStore } from '../support/test-store.js';

/** Small, so that random usages exceed it. */
const LARGEST = 3;
const PATTERNS = Array.from({ length: 6 }, (_, at) => `${at}1111111-1111-4111-8111-111111111111`);
const CORRELATIONS = Array.from({ length: 4 }, (_, at) => `${at}ccccccc-1111-4111-8111-111111111111`);
const DAY = 86_400_000;

let test: TestStore;
let coUsage: CoUsageRepository;
beforeAll(async () => {
  test = await openTestStore();
  coUsage = new CoUsageRepository(test.store, LARGEST);
});
const clear = async (): Promise<void> => {
  await test.store.query(
    'TRUNCATE pattern_feedback, patterns, co_usage_note, co_usage_member, co_usage_pattern, co_usage_pair',
  );
  await test.store.query('UPDATE co_usage_state SET correlations = 0, cut_correlations = 0');
};
beforeEach(clear);
afterAll(() => test.close());

const count = async (): Promise<void> => {
  const { newestNote } = await coUsage.begin();
  if (newestNote !== null) while ((await coUsage.countNotes(newestNote)) > 0);
};

const stored = async (): Promise<CoUsage> => {
  const pairs = await test.store.query<Record<string, string>[]>('SELECT * FROM co_usage_pair');
  const patterns = await test.store.query<Record<string, string>[]>('SELECT * FROM co_usage_pattern');
  const [state] = await test.store.query<Record<string, string>[]>('SELECT * FROM co_usage_state');
  return {
    correlations: Number(state!['correlations']),
    cut: Number(state!['cut_correlations']),
    patterns: Object.fromEntries(
      patterns.map(({ pattern_id, correlations, usages, successes }) => [
        pattern_id,
        [correlations, usages, successes].map(Number),
      ]),
    ),
    pairs: Object.fromEntries(
      pairs.map(({ a, b, together, a_usages, a_successes, b_usages, b_successes }) => [
        `${a} ${b}`,
        [together, a_usages, a_successes, b_usages, b_successes].map(Number),
      ]),
    ),
  };
};

/** What erasure does: the usages and their share of every count go in one statement. */
const erase = async (patternId: string): Promise<void> => {
  await test.store.query(
    `WITH deleted AS (
       DELETE FROM pattern_feedback WHERE pattern_id = $1 RETURNING correlation_id, pattern_id, success
     ), ${noteCoUsage('deleted', `-${IS_KNOWN}`, `-${IS_SUCCESS}`)}
     SELECT count(*) FROM deleted`,
    [patternId],
  );
};

type Step =
  | { readonly kind: 'write'; readonly usages: Usage[] }
  | { readonly kind: 'repeat'; readonly which: number }
  | { readonly kind: 'erase'; readonly which: number }
  | { readonly kind: 'amend'; readonly which: number; readonly outcome: Outcome }
  | { readonly kind: 'count'; readonly changes: number };

describe('any order of writing, repeating, amending, erasing and counting', () => {
  const now = Date.now();
  const usage = fc
    .record({
      createdAt: fc.oneof(
        fc.integer({ min: now - 60_000, max: now }),
        fc.integer({ min: now - 40 * DAY, max: now }),
      ),
      patternId: fc.constantFrom(...PATTERNS),
      correlationId: fc.option(fc.constantFrom(...CORRELATIONS), { freq: 8 }),
      outcome: fc.constantFrom(...OUTCOMES),
      id: fc.uuid(),
    })
    .map((some) => buildUsage(some));
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .array(usage, { minLength: 1, maxLength: 12 })
        .map((usages): Step => ({ kind: 'write', usages })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('repeat' as const, 'erase' as const), fc.nat())
        .map(([kind, which]): Step => ({
          kind,
          which,
        })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.nat(), fc.constantFrom(...OUTCOMES))
        .map(([which, outcome]): Step => ({ kind: 'amend', which, outcome })),
    },
    {
      weight: 2,
      arbitrary: fc.integer({ min: 1, max: 20 }).map((changes): Step => ({ kind: 'count', changes })),
    },
  );

  /** The usages that are stored after a step, given those before. */
  const take = async (action: Step, recorded: readonly Usage[]): Promise<readonly Usage[]> => {
    if (action.kind === 'write') {
      await test.writer.record(action.usages);
      return [...recorded, ...action.usages];
    }
    if (action.kind === 'count') {
      const { newestNote } = await coUsage.begin();
      if (newestNote !== null) await coUsage.countNotes(newestNote, action.changes);
      return recorded;
    }
    if (action.kind === 'erase') {
      const patternId = PATTERNS[action.which % PATTERNS.length]!;
      await erase(patternId);
      return recorded.filter((each) => each.patternId !== patternId);
    }
    const chosen = recorded[action.which % Math.max(1, recorded.length)];
    if (!chosen) return recorded;
    if (action.kind !== 'amend') {
      // One that is there and one that is not, in one statement.
      const fresh = buildUsage({ ...chosen, id: randomUUID() });
      expect(await test.writer.record([chosen, fresh])).toEqual([false, true]);
      return [...recorded, fresh];
    }
    const amended = await test.feedback.amend(buildAmendment(chosen, action.outcome));
    if (!amended) return recorded;
    return recorded.map((each) =>
      each.id === amended.usageId ? { ...each, outcome: action.outcome } : each,
    );
  };

  it('ends with the counts of a plain computation, exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        await clear();
        let recorded: readonly Usage[] = [];
        for (const action of steps) recorded = await take(action, recorded);
        await count();
        expect(await stored()).toEqual(expectedCoUsage(recorded, LARGEST));
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

describe('a correlation that nothing changed for long', () => {
  const [one, other] = PATTERNS as [string, string];
  const [correlationId, later] = CORRELATIONS as [string, string];
  const members = async (): Promise<number> => {
    const [row] = await test.store.query<{ n: number }[]>('SELECT count(*)::int AS n FROM co_usage_member');
    return row!.n;
  };
  const age = (days: number, patternId: string): Promise<unknown> =>
    test.store.query(`UPDATE co_usage_member SET changed_at = now() - $1::interval WHERE pattern_id = $2`, [
      `${days} days`,
      patternId,
    ]);
  const recorded = [
    buildUsage({ patternId: one, correlationId }),
    buildUsage({ patternId: other, correlationId }),
    buildUsage({ patternId: one, correlationId: later }),
  ];
  beforeEach(async () => {
    await test.writer.record(recorded);
    await count();
  });

  it('is forgotten as a whole, and stays counted', async () => {
    await age(40, one);
    await coUsage.forget(30 * DAY);
    // Half of the first one changed since.
    expect(await members()).toBe(2);
    await age(40, other);
    await coUsage.forget(30 * DAY);
    expect(await members()).toBe(0);
    expect(await stored()).toEqual(expectedCoUsage(recorded, LARGEST));
  });

  it('leaves nothing of an erased pattern', async () => {
    for (const patternId of [one, other]) await age(40, patternId);
    await coUsage.forget(30 * DAY);
    // A pattern that counts under another correlation is still there.
    await test.writer.record([buildUsage({ patternId: other, correlationId: later })]);
    await count();
    await coUsage.forgetPattern(other);
    expect(Object.keys((await stored()).patterns).sort()).toEqual([one, other]);
    await coUsage.forgetPattern(one);
    expect(await stored()).toMatchObject({ patterns: { [other]: [2, 2, 2] }, pairs: {} });
  });
});

describe('erasure', () => {
  it('leaves nothing of a pattern behind', async () => {
    const [one, other] = PATTERNS as [string, string];
    const [correlationId] = CORRELATIONS as [string];
    await test.writer.record([
      buildUsage({ patternId: one, correlationId }),
      buildUsage({ patternId: other, correlationId }),
    ]);
    await count();
    await erase(one);
    await count();
    const left = await test.store.query<{ left: string }[]>(
      `SELECT pattern_id AS left FROM co_usage_member UNION SELECT pattern_id FROM co_usage_pattern
       UNION SELECT unnest(ARRAY[a, b]) FROM co_usage_pair`,
    );
    expect(left).toEqual([{ left: other }]);
  });
});
