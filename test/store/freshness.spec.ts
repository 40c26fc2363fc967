import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rollupStateSql, type RollupStateRow } from '../../src/store/rollup-state.sql.js';
import { buildUsage } from '../support/build-usage.js';
import { clearStore, openTestStore, type TestStore } from '../support/test-store.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

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

  it('leave nothing in the way of a question, however many they were', async () => {
    const lastMonth = Date.now() - 30 * DAY;
    await test.writer.record([buildUsage({ createdAt: lastMonth })]);
    await test.refresh.advance();
    await test.refresh.catchUp();
    const note = async (count: number): Promise<void> => {
      await test.store.query(
        `INSERT INTO rollup_invalidation (level, bucket)
         SELECT 'hour', time_bucket(INTERVAL '1 hour', $1::timestamptz) + (place % 50) * INTERVAL '1 hour'
         FROM generate_series(1, $2::int) AS place`,
        [new Date(lastMonth), count],
      );
    };
    await note(12_000);
    const [state] = await test.store.query<RollupStateRow[]>(rollupStateSql.text);
    const hours = state!.stale_hours!;
    expect(hours).toEqual(hours.map((_, place) => hours[0]! + place * 3_600_000));
    expect(hours).toHaveLength(50);
    expect(await test.refresh.catchUp()).toBe(12_000);
    const [table] = await test.store.query<{ size: string }[]>(
      "SELECT pg_relation_size('rollup_invalidation') AS size",
    );
    expect(Number(table!.size)).toBe(0);
  });

  it('keep a note that comes while its bucket is refreshed', async () => {
    await test.writer.record([buildUsage({ createdAt: Date.now() - 30 * DAY })]);
    await test.refresh.advance();
    await test.refresh.catchUp();
    const usage = buildUsage({ createdAt: Date.now() - 30 * DAY });
    await test.writer.record([usage]);
    const read = await test.rollups.invalidations('hour', Date.now(), 10);
    await test.writer.record([buildUsage({ createdAt: usage.createdAt })]);
    await test.rollups.clear('hour', read);
    expect(await notes()).toBe(1);
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
      buildUsage({ createdAt: Date.now() - 5_000 }),
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
