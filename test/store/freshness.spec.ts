import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GRANULARITIES } from '../../src/common/time-range.js';
import { isSuccess, OUTCOMES, type Outcome } from '../../src/common/pattern-terms.js';
import type { Usage } from '../../src/common/usage.js';
import type { Amendment } from '../../src/store/repositories/feedback.repository.js';
import { buildUsage } from '../support/build-usage.js';
import { expectedCounts } from '../support/expected-counts.js';
import { clearStore, openTestStore, type TestStore } from '../support/test-store.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const PATTERNS = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
beforeEach(() => clearStore(test));
afterAll(() => test.close());

const notes = async (): Promise<number> => {
  const [row] = await test.store.query<{ count: string }[]>('SELECT count(*) FROM rollup_invalidation');
  return Number(row!.count);
};

/** What a level holds by itself, without the plan's corrections. */
const materialised = async (level: string): Promise<number> => {
  const [row] = await test.store.query<{ sum: number | null }[]>(
    `SELECT sum(usages)::int AS sum FROM usage_${level}`,
  );
  return row!.sum ?? 0;
};

describe('late usages', () => {
  it('are counted at once, and are in every rollup after the refresh', async () => {
    const lastMonth = Date.now() - 30 * DAY;
    await test.writer.record([buildUsage({ createdAt: lastMonth })]);
    await test.refresh.advance();
    await test.refresh.catchUp();
    expect(await materialised('week')).toBe(1);
    expect(await notes()).toBe(0);

    await test.writer.record([
      buildUsage({ createdAt: lastMonth + 1 }),
      buildUsage({ createdAt: Date.now() - 2 * DAY }),
    ]);
    const range = { from: lastMonth - DAY, to: Date.now() + MINUTE };
    const total = async (): Promise<number | null> =>
      (await test.reader.aggregate({ slices: [range], measures: ['usages'] }))[0]!.usages;
    expect(await total()).toBe(3);
    expect(await materialised('hour')).toBe(1);
    expect(await notes()).toBe(3); // two hours, and the one minute that is still kept

    expect(await test.refresh.isBehind()).toBe(true);
    expect(await test.refresh.catchUp()).toBe(3);
    expect(await test.refresh.isBehind()).toBe(false);
    for (const level of ['hour', 'day']) expect(await materialised(level)).toBe(3);
    expect(await notes()).toBe(0);
    expect(await total()).toBe(3);
  });

  it('keep the minutes that were dropped from thinning their hour out', async () => {
    const old = Math.floor((Date.now() - 20 * DAY) / 3_600_000) * 3_600_000;
    const usages = Array.from({ length: 30 }, (_, index) => buildUsage({ createdAt: old + index * MINUTE }));
    await test.writer.record(usages);
    await test.refresh.advance();
    await test.writer.record([buildUsage({ createdAt: old + 45 * MINUTE })]);
    await test.refresh.catchUp();
    expect(await materialised('hour')).toBe(31);
    expect(await notes()).toBe(0);
  });

  it('are not noted where they are young, for nothing young is materialised', async () => {
    await test.refresh.advance();
    await test.writer.record([
      buildUsage({ createdAt: Date.now() }),
      buildUsage({ createdAt: Date.now() - 50_000 }),
    ]);
    expect(await notes()).toBe(0);
    await test.refresh.advance();
    expect(await materialised('minute')).toBe(0);
  });

  it('are noted where the clock was set back behind the watermark', async () => {
    const ahead = new Date(Date.now() + 10 * MINUTE);
    await test.store.query(`INSERT INTO rollup_watermark VALUES ('minute', '-infinity', $1)`, [ahead]);
    await test.writer.record([buildUsage({ createdAt: Date.now() })]);
    expect(await notes()).toBe(1);
  });
});

describe('a watermark', () => {
  it('never goes back', async () => {
    const later = Date.now() - 5 * MINUTE;
    await test.rollups.advance('hour', later, Date.now());
    await test.rollups.advance('hour', later - DAY, Date.now());
    expect(await test.rollups.watermark('hour')).toBe(later);
    expect(await test.rollups.watermark('day')).toBeUndefined();
  });
});

describe('a repeated usage', () => {
  it('is counted once, in one batch or in several', async () => {
    const usage = buildUsage();
    expect(await test.writer.record([usage, usage, buildUsage()])).toEqual([true, false, true]);
    expect(await test.writer.record([usage])).toEqual([false]);
    expect(await test.writer.record([])).toEqual([]);
  });
});

/** Feedback on a usage that is found by its correlation. */
const buildAmendment = (usage: Usage, outcome: Outcome): Amendment => ({
  feedbackId: randomUUID(),
  createdAt: Date.now(),
  patternId: usage.patternId,
  correlationId: usage.correlationId,
  outcome,
  qualityScore: null,
  details: {
    execution_id: null,
    sentiment: null,
    feedback_text: null,
    performance_score: null,
    issues: null,
    created_by: null,
    feedback: null,
  },
});

type Step =
  | { readonly kind: 'write'; readonly usages: Usage[] }
  | { readonly kind: 'amend'; readonly which: number; readonly outcome: Outcome }
  | { readonly kind: 'advance' | 'catch up' | 'policies' };

describe('any order of writing, amending and refreshing', () => {
  const now = Date.now();
  const time = fc.oneof(
    fc.integer({ min: now - 3 * DAY, max: now }),
    fc.integer({ min: now - 40 * DAY, max: now }),
    fc.integer({ min: now - 10 * MINUTE, max: now + MINUTE }),
    // Edges of buckets, to the millisecond.
    fc
      .tuple(fc.integer({ min: 0, max: 40 * 24 }), fc.constantFrom(-1, 0, 1))
      .map(([hours, off]) => Math.floor(now / 3_600_000 - hours) * 3_600_000 + off),
  );
  const usage = fc
    .record({ createdAt: time, patternId: fc.constantFrom(...PATTERNS), id: fc.uuid() })
    .map((some) => buildUsage({ ...some, correlationId: some.id }));
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .array(usage, { minLength: 1, maxLength: 8 })
        .map((usages): Step => ({ kind: 'write', usages })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.nat(), fc.constantFrom(...OUTCOMES))
        .map(([which, outcome]): Step => ({ kind: 'amend', which, outcome })),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Step>({ kind: 'advance' }, { kind: 'catch up' }, { kind: 'policies' }),
    },
  );
  const policies = ['minute', 'hour', 'day', 'week'];

  const take = async (action: Step, recorded: Usage[]): Promise<void> => {
    if (action.kind === 'write') {
      await test.writer.record(action.usages);
      recorded.push(...action.usages);
    } else if (action.kind === 'amend') {
      if (recorded.length === 0) return;
      const at = action.which % recorded.length;
      const usage = recorded[at]!;
      expect(await test.feedback.amend(buildAmendment(usage, action.outcome))).toMatchObject({
        usageId: usage.id,
        duplicate: false,
      });
      recorded[at] = { ...usage, outcome: action.outcome };
    } else if (action.kind === 'advance') await test.refresh.advance();
    else if (action.kind === 'catch up') await test.refresh.catchUp();
    else {
      const jobs = await test.store.query<{ job_id: number }[]>(
        `SELECT job_id FROM timescaledb_information.jobs WHERE proc_name LIKE 'policy_refresh%' ORDER BY random()`,
      );
      expect(jobs).toHaveLength(policies.length);
      for (const job of jobs) await test.store.query('CALL run_job($1)', [job.job_id]);
    }
  };

  it('gives the counts of a plain computation, exactly', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 2, maxLength: 8 }),
        time,
        time,
        async (steps, one, other) => {
          await clearStore(test);
          const range = { from: Math.min(one, other), to: Math.max(one, other) };
          const recorded: Usage[] = [];
          for (const action of steps) {
            await take(action, recorded);
            for (const granularity of GRANULARITIES) {
              const rows = await test.reader.aggregate({
                slices: [range],
                measures: ['usages', 'successes'],
                granularity,
              });
              const counts = (measure: 'usages' | 'successes'): Record<string, number> =>
                Object.fromEntries(
                  rows
                    .filter((row) => row[measure] !== 0)
                    .map((row) => [
                      `${row.pattern_id} ${new Date(row.bucket!).toISOString()}`,
                      row[measure]!,
                    ]),
                );
              expect(counts('usages')).toEqual(expectedCounts(recorded, range, granularity));
              const successes = recorded.filter(({ outcome }) => isSuccess(outcome));
              expect(counts('successes')).toEqual(expectedCounts(successes, range, granularity));
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);
});
