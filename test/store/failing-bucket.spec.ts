import { afterAll, beforeEach, beforeAll, describe, expect, it } from '@jest/globals';
import { buildUsage } from '../support/build-usage.js';
import { jobContext } from '../support/job-context.js';
import { clearStore, openTestStore, type TestStore } from '../support/test-store.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());
beforeEach(() => clearStore(test));

/** As no source lets it in any more: its square is too small for a double, and PostgreSQL refuses to sum it up. */
const poison = async (usageId: string): Promise<void> => {
  await test.store.query('UPDATE pattern_feedback SET quality_score = 1e-200 WHERE id = $1', [usageId]);
};
const heal = async (): Promise<void> => {
  await test.store.query('UPDATE pattern_feedback SET quality_score = 0 WHERE quality_score = 1e-200');
  await test.store.query("UPDATE rollup_failure SET retry_at = now() - INTERVAL '1 second'");
};
const total = async (from: number): Promise<number> => {
  const rows = await test.reader.aggregate({
    slices: [{ from, to: Date.now() + MINUTE }],
    measures: ['usages'],
    keys: [],
  });
  return rows[0]?.usages ?? 0;
};
const materialised = async (relation: string): Promise<number> => {
  const [row] = await test.store.query<{ n: number }[]>(
    `SELECT coalesce(sum(usages), 0)::int AS n FROM ${relation}`,
  );
  return row!.n;
};

describe('a bucket that cannot be computed', () => {
  it('is passed, named, read around, left alone for a while and computed once it can be', async () => {
    const from = Math.floor((Date.now() - 3 * DAY) / DAY) * DAY;
    const usages = [0, 1, 2, 30, 31].map((hours) =>
      buildUsage({ createdAt: from + hours * HOUR, qualityScore: 0.5 }),
    );
    await test.writer.record(usages);
    await poison(usages[1]!.id);
    const context = jobContext();
    await test.refresh.advance(context);
    await test.refresh.catchUp();
    const at = new Date(from + HOUR).toISOString().replace('.000', '');
    expect(context.problems.join('\n')).toContain(`the minute ${at} cannot be counted: `);
    expect(context.problems.join('\n')).toContain(`hours of usage by pattern at ${at} cannot be computed: `);
    expect(context.problems.join('\n')).toMatch(/underflow/);
    expect((await test.rollups.trusted('day'))!.to).toBeGreaterThan(from + 2 * DAY);
    expect(await total(from)).toBe(5);
    // All the others are there.
    expect(await materialised('usage_hour')).toBe(4);

    // A late usage beside it, and one in it, are counted all the same.
    await test.writer.record([
      buildUsage({ createdAt: from + HOUR + 1 }),
      buildUsage({ createdAt: from + 5 * HOUR }),
    ]);
    await test.refresh.catchUp();
    expect(await total(from)).toBe(7);
    expect(await materialised('usage_hour')).toBe(5);
    // What failed is not tried at every run.
    expect(await test.refresh.isBehind()).toBe(false);

    await heal();
    expect(await test.refresh.isBehind()).toBe(true);
    await test.refresh.catchUp();
    const healed = jobContext();
    await test.refresh.advance(healed);
    expect(healed.problems).toEqual([]);
    expect(await total(from)).toBe(7);
    expect(await materialised('usage_hour')).toBe(7);
    expect(await materialised('usage_day')).toBe(7);
    expect(await test.refresh.isBehind()).toBe(false);
  }, 180_000);

  it('does not stop any number of others, and does not fill what is told', async () => {
    const from = Math.floor((Date.now() - 3 * DAY) / DAY) * DAY;
    const usages = Array.from({ length: 50 }, (_, hour) =>
      buildUsage({ createdAt: from + hour * HOUR, qualityScore: 0.5 }),
    );
    await test.writer.record(usages);
    for (const { id } of usages.slice(0, 30)) await poison(id);
    // Each run finds so many of them and then gives up; what it found is known to the next.
    let context = jobContext();
    for (let run = 0; run < 10; run += 1) {
      context = jobContext();
      const done = await test.refresh.advance(context).then(
        () => true,
        () => false,
      );
      if (done) break;
    }
    expect(await test.rollups.trusted('week')).toBeDefined();
    expect(context.problems).toHaveLength(4);
    expect(context.problems[3]).toMatch(/^and \d+ more$/);
    expect(await total(from)).toBe(50);
    await heal();
    while (await test.refresh.isBehind()) {
      await test.store.query("UPDATE rollup_failure SET retry_at = now() - INTERVAL '1 second'");
      await test.refresh.catchUp();
    }
    expect(await materialised('usage_day')).toBe(50);
  }, 240_000);

  it('may be the last minute', async () => {
    const minute = Math.floor(Date.now() / MINUTE) * MINUTE;
    const clock = test.rollups.now.bind(test.rollups);
    test.rollups.now = () => Promise.resolve(minute + 50_000);
    try {
      const usages = [5000, 12_000].map((offset) =>
        buildUsage({ createdAt: minute + offset, qualityScore: 0.5 }),
      );
      await test.writer.record(usages);
      await poison(usages[0]!.id);
      const context = jobContext();
      await test.refresh.advance(context);
      expect(context.problems.filter((one) => one.startsWith('the minute'))).toHaveLength(1);
      expect(await total(minute - HOUR)).toBe(2);
      await heal();
      await test.refresh.advance();
      expect(await materialised('usage_minute')).toBe(2);
      expect(await total(minute - HOUR)).toBe(2);
    } finally {
      test.rollups.now = clock;
    }
  });
});
