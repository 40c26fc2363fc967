import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OUTCOMES } from '../../src/common/pattern-terms.js';
import type { Usage } from '../../src/common/usage.js';
import { CORRELATION_LEFT } from '../../src/store/usages/erasure.sql.js';
import { ROLLUPS } from '../../src/store/rollups/catalogue.js';
import type { MeasureName } from '../../src/store/rollups/usage-measures.js';
import type { UsageKey } from '../../src/store/usages/usage-question.js';
import { buildUsage } from '../support/build-usage.js';
import { ALL_MEASURES, plainAggregate } from '../support/plain-aggregate.js';
import { confirmClock } from '../support/confirm-clock.js';
import { jobContext } from '../support/job-context.js';
import { clearStore, openTestStore, type TestStore } from '../support/test-store.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Date.now();
const thisHour = Math.floor(now / HOUR) * HOUR;
const PATTERNS = ['1', '2', '3'].map((digit) => `${digit.repeat(8)}-1111-4111-8111-111111111111`);
const CORRELATIONS = ['a', 'b', 'c'].map((digit) => `${digit.repeat(8)}-1111-4111-8111-111111111111`);

const usages = fc.uniqueArray(
  fc
    .record({
      id: fc.uuid(),
      createdAt: fc.oneof(
        fc.integer({ min: now - 40 * DAY, max: now }),
        fc.integer({ min: now - 16 * DAY, max: now - 6 * DAY }),
        fc.integer({ min: now - 3 * HOUR, max: now }),
      ),
      patternId: fc.constantFrom(...PATTERNS),
      correlationId: fc.option(fc.constantFrom(...CORRELATIONS)),
      outcome: fc.constantFrom(...OUTCOMES),
      qualityScore: fc.option(fc.integer({ min: 0, max: 64 }).map((part) => part / 64)),
      executionTimeMs: fc.option(fc.integer({ min: 0, max: 2000 })),
      errorMessage: fc.option(fc.constantFrom('Timeout after 30 ms', 'No route')),
    })
    .map((some) => buildUsage(some)),
  { minLength: 3, maxLength: 15, selector: ({ id }) => id },
);

type Step =
  | { readonly kind: 'write'; readonly usages: Usage[] }
  | { readonly kind: 'pattern' | 'correlation'; readonly id: string }
  | { readonly kind: 'advance' | 'catch up' | 'compress' | 'drop' };
const erasure: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom(...PATTERNS).map((id): Step => ({ kind: 'pattern', id })),
  fc.constantFrom(...CORRELATIONS).map((id): Step => ({ kind: 'correlation', id })),
);
const write = usages.map((some): Step => ({ kind: 'write', usages: some }));
const refresh = fc.constantFrom<Step>({ kind: 'advance' }, { kind: 'catch up' });
const steps = (others: fc.Arbitrary<Step>): fc.Arbitrary<Step[]> =>
  fc
    .tuple(
      write,
      fc.array(others, { maxLength: 2 }),
      fc.constant<Step>({ kind: 'advance' }),
      fc.array(others, { maxLength: 2 }),
      fc.array(fc.oneof(erasure, erasure, write, others), { minLength: 2, maxLength: 5 }),
    )
    .map(([first, before, advance, between, rest]) => [first, ...before, advance, ...between, ...rest]);

const QUESTIONS: readonly (readonly [UsageKey[], readonly MeasureName[]])[] = [
  [['pattern'], ALL_MEASURES],
  [[], ALL_MEASURES],
  [['pattern', 'quality_bin'], ALL_MEASURES],
  [['outcome'], ALL_MEASURES],
  [['latency_bin'], ['usages']],
  [['pattern', 'latency_bin'], ['usages']],
  [
    ['pattern', 'error'],
    ['usages', 'first_used', 'last_used'],
  ],
];
/** On whole hours: of usages that were dropped nothing finer is known. */
const hours = fc.integer({ min: 0, max: 41 * 24 }).map((back) => thisHour - back * HOUR);
const cuts = fc.oneof(
  fc.constant([thisHour - 50 * DAY, now + HOUR]),
  fc.uniqueArray(hours, { minLength: 2, maxLength: 4 }).map((edges) => [...edges].sort((a, b) => a - b)),
);

const byPattern = ROLLUPS.filter(({ isTotal }) => !isTotal).map(({ name }) => name);

/** Forgets the usages older than RETENTION_RAW_DAYS once the rollups hold them. */
const dropOld = async (test: TestStore): Promise<Set<string>> => {
  await test.refresh.advance();
  await test.refresh.catchUp();
  await confirmClock(test);
  await test.upkeep.dropExpired(jobContext());
  const kept = await test.store.query<{ id: string }[]>('SELECT id FROM pattern_feedback');
  return new Set(kept.map(({ id }) => id));
};

const compress = async ({ store }: TestStore): Promise<void> => {
  await store.query(
    `SELECT compress_chunk(chunk, if_not_compressed => true)
     FROM unnest($1::regclass[]) AS compressed, show_chunks(compressed, older_than => INTERVAL '6 days') AS chunk`,
    [
      [
        'pattern_feedback',
        'usage_hour',
        'quality_hour',
        'latency_hour',
        'error_hour',
        'usage_day',
        'unknown_hour',
        'quality_day',
      ],
    ],
  );
};

/** What the rollups and the usages hold of a pattern, without the plan's corrections. */
const held = async ({ store }: TestStore, patternId: string): Promise<number> => {
  const relations = ['pattern_feedback', ...byPattern];
  let rows = 0;
  for (const relation of relations) {
    const [row] = await store.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM ${relation} WHERE pattern_id = $1`,
      [patternId],
    );
    rows += row!.n;
  }
  return rows;
};

const checkAnswers = async (
  test: TestStore,
  kept: readonly Usage[],
  edges: readonly number[],
): Promise<void> => {
  const slices = edges.slice(1).map((to, index) => ({ from: edges[index]!, to }));
  for (const [keys, measures] of QUESTIONS) {
    const question = { slices, keys, measures, filter: { unknown: 'too' as const } };
    const rows = await test.reader.aggregate(question);
    const answered = rows.map((row) => {
      const parts = keys.map((key) => {
        if (key === 'pattern') return row.pattern_id;
        return key.endsWith('_bin') ? row.bin : row[key as 'outcome'];
      });
      return [
        JSON.stringify([row.slice, ...parts]),
        {
          ...Object.fromEntries(measures.map((name) => [name, row[name]])),
          ...(row.unknowns === undefined ? {} : { unknowns: row.unknowns }),
        },
      ];
    });
    expect([keys, Object.fromEntries(answered)]).toEqual([keys, plainAggregate(kept, question, new Map())]);
  }
};

/** Takes the steps on the store and on a plain list, and asks everything after each. */
const follow = async (test: TestStore, taken: readonly Step[], edges: readonly number[]): Promise<void> => {
  await clearStore(test);
  let kept: Usage[] = [];
  /** Ids of usages that only the rollups hold. */
  const dropped = new Set<string>();
  let isFirst = true;
  for (const step of taken) {
    if (step.kind === 'write') {
      // Usages older than that are refused, but for the first ones, from a time of longer retention.
      const taken = !isFirst ? step.usages.filter((one) => one.createdAt > now - 7 * DAY) : step.usages;
      await test.writer.record(taken);
      kept.push(...taken);
    } else if (step.kind === 'pattern') {
      const { deleted } = await test.erasure.erasePattern(step.id);
      expect(deleted).toBe(kept.filter((one) => one.patternId === step.id && !dropped.has(one.id)).length);
      kept = kept.filter(({ patternId }) => patternId !== step.id);
      expect(await held(test, step.id)).toBe(0);
    } else if (step.kind === 'correlation') {
      const isMeant = (one: Usage): boolean => one.correlationId === step.id && !dropped.has(one.id);
      const { deleted, patternIds } = await test.erasure.eraseCorrelation(step.id);
      expect(deleted).toBe(kept.filter(isMeant).length);
      expect(new Set(patternIds)).toEqual(new Set(kept.filter(isMeant).map(({ patternId }) => patternId)));
      kept = kept.filter((one) => !isMeant(one));
      // Nor do the counts of patterns used together hold any of it, also of what was dropped.
      expect(await test.store.query(CORRELATION_LEFT, [step.id])).toEqual([]);
    } else if (step.kind === 'drop') {
      const stored = await dropOld(test);
      isFirst = false;
      for (const { id } of kept) if (!stored.has(id)) dropped.add(id);
    } else if (step.kind === 'compress') await compress(test);
    else if (step.kind === 'advance') await test.refresh.advance();
    else await test.refresh.catchUp();
    await checkAnswers(test, kept, edges);
  }
};

describe('erasure', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore();
  });
  afterAll(() => test.close());

  it('leaves no trace in any answer, whatever was refreshed or compressed before, between and after', async () => {
    const others = fc.oneof(refresh, refresh, fc.constant<Step>({ kind: 'compress' }));
    await fc.assert(
      fc.asyncProperty(steps(others), cuts, (taken, edges) => follow(test, taken, edges)),
      { numRuns: 8 },
    );
  }, 300_000);

  it('goes on where more has to go than one batch takes', async () => {
    await clearStore(test);
    const [gone, stays] = PATTERNS as [string, string];
    const many = Array.from({ length: 11_000 }, (_, index) =>
      buildUsage({ patternId: gone, createdAt: now - 9 * DAY + index * 70 }),
    );
    const other = buildUsage({ patternId: stays, createdAt: now - 9 * DAY });
    await test.writer.record([...many, other]);
    await test.refresh.advance();
    expect(await test.erasure.erasePattern(gone)).toEqual({ deleted: 11_000, wasFound: true });
    expect(await test.erasure.erasePattern(gone)).toEqual({ deleted: 0, wasFound: false });
    await checkAnswers(test, [other], [thisHour - 20 * DAY, now + HOUR]);
    await test.refresh.catchUp();
    await checkAnswers(test, [other], [thisHour - 20 * DAY, now + HOUR]);
  }, 120_000);
});

describe('erasure after the usages were dropped', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore({ RETENTION_RAW_DAYS: 8 });
  });
  afterAll(() => test.close());

  it('takes a pattern out of the rollups that are left, and nothing of the others', async () => {
    const others = fc.oneof(
      refresh,
      fc.constant<Step>({ kind: 'drop' }),
      fc.constant<Step>({ kind: 'compress' }),
    );
    await fc.assert(
      fc.asyncProperty(steps(others), cuts, (taken, edges) =>
        follow(test, [...taken.slice(0, 1), { kind: 'drop' }, ...taken.slice(1)], edges),
      ),
      { numRuns: 8 },
    );
  }, 300_000);
});
