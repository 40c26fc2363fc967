import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rollupStateSql, type RollupStateRow } from '../../src/store/rollups/rollup-state.sql.js';
import { rollupsOf } from '../../src/store/rollups/catalogue.js';
import { buildUsage } from '../support/build-usage.js';
import { clearStore, openTestStore, type TestStore } from '../support/test-store.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
beforeEach(() => clearStore(test));
let clock: () => Promise<number>;
beforeAll(() => {
  clock = test.rollups.now.bind(test.rollups);
});
afterEach(() => {
  test.rollups.now = clock;
});
afterAll(() => test.close());

const invalidations = async (): Promise<number> => {
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

describe('the last minute', () => {
  /** What the minutes hold by themselves, by family. */
  const inMinutes = async (): Promise<number[]> => {
    const [row] = await test.store.query<Record<string, number | null>[]>(
      `SELECT ${rollupsOf('minute')
        .map(({ name }) => `(SELECT sum(usages)::int FROM ${name}) AS ${name}`)
        .join(', ')}`,
    );
    return Object.values(row!).map(Number);
  };
  const total = async (): Promise<number> =>
    (
      await test.reader.aggregate({
        slices: [{ from: Date.now() - DAY, to: Date.now() + 2 * MINUTE }],
        measures: ['usages'],
        keys: [],
      })
    )[0]!.usages!;

  it('is filled as it goes on, and counted anew where a late usage reached it', async () => {
    const minute = Math.floor(Date.now() / MINUTE) * MINUTE;
    let now = minute + 30_000;
    test.rollups.now = () => Promise.resolve(now);
    const times = [-90_000, 5000, 12_000, 38_000, 44_000].map((offset) => minute + offset);
    const usages = times.map((createdAt) =>
      buildUsage({ createdAt, qualityScore: 0.5, executionTimeMs: 7, errorMessage: 'Timeout', costUsd: 1 }),
    );
    await test.writer.record(usages);
    // Those older than ten seconds are invalidated; here it is looked at as if they had come in time.
    await test.store.query('TRUNCATE rollup_invalidation');
    await test.refresh.advance();
    expect(new Set(await inMinutes())).toEqual(new Set([3]));
    expect(await total()).toBe(5);
    now = minute + 50_000;
    await test.refresh.advance();
    expect(new Set(await inMinutes())).toEqual(new Set([4]));
    expect(await total()).toBe(5);
    // Nothing else could tell of these any more.
    await test.store.query('DELETE FROM pattern_feedback WHERE created_at = ANY($1::timestamptz[])', [
      times.slice(1, 3).map((time) => new Date(time)),
    ]);
    expect(await total()).toBe(5);

    const late = [1, 2].map(() => ({ ...usages[2]!, id: randomUUID() }));
    await test.writer.record(late);
    // As is recorded once they are ten seconds old.
    await test.store.query(
      `INSERT INTO rollup_invalidation (level, bucket)
       VALUES ('minute', time_bucket(INTERVAL '1 minute', $1::timestamptz))`,
      [new Date(minute + 10_000)],
    );
    expect(await total()).toBe(5);
    await test.refresh.advance();
    expect(await invalidations()).toBe(0);
    expect(new Set(await inMinutes())).toEqual(new Set([4]));
    now = minute + MINUTE + 20_000;
    await test.refresh.advance();
    expect(new Set(await inMinutes())).toEqual(new Set([5]));
    expect(await total()).toBe(5);
  });

  it('is counted once, whoever fills it at the same time', async () => {
    const createdAt = Math.floor(Date.now() / MINUTE) * MINUTE + 1000;
    await test.writer.record([
      buildUsage({ createdAt, qualityScore: 0.5, executionTimeMs: 7, errorMessage: 'x', costUsd: 1 }),
    ]);
    test.rollups.now = () => Promise.resolve(createdAt + 2 * MINUTE);
    const kept = { keptFrom: createdAt - DAY, first: createdAt - 1000 };
    await Promise.all(
      [1, 2, 3].map((round) => test.minutes.fill({ ...kept, to: createdAt + 4000 + round * 5000 })),
    );
    expect(new Set(await inMinutes())).toEqual(new Set([1]));
    // A minute that was filled before its watermark was lost.
    await test.store.query("DELETE FROM rollup_watermark WHERE level = 'minute'");
    await test.minutes.fill({ ...kept, to: createdAt + 19_000 });
    expect(new Set(await inMinutes())).toEqual(new Set([1]));
  });

  it('is read once while it is filled and while usages come, young and late', async () => {
    const clock = test.rollups.now.bind(test.rollups);
    // Ahead, so that what is written is late, and minutes go by.
    test.rollups.now = async (connection) => (await clock(connection)) + 40_000;
    const end = performance.now() + 4000;
    let [begun, stored] = [0, 0];
    const write = async (): Promise<void> => {
      while (performance.now() < end) {
        const times = Array.from({ length: 5 }, () => Date.now() - Math.random() * 2 * MINUTE);
        begun += times.length;
        await test.writer.record(times.map((time) => buildUsage({ createdAt: Math.floor(time) })));
        stored += times.length;
      }
    };
    const fill = async (): Promise<void> => {
      while (performance.now() < end) await test.refresh.advance();
    };
    let asked = 0;
    const read = async (): Promise<void> => {
      while (performance.now() < end) {
        const known = stored;
        const found = known === 0 ? 0 : await total();
        expect(found).toBeGreaterThanOrEqual(known);
        expect(found).toBeLessThanOrEqual(begun);
        asked += 1;
      }
    };
    await Promise.all([write(), fill(), read(), read()]);
    expect(asked).toBeGreaterThan(10);
    expect(await total()).toBe(stored);
  });

  it('is deleted with the others once it is old', async () => {
    const createdAt = Math.floor(Date.now() / MINUTE) * MINUTE - 3 * MINUTE;
    await test.writer.record([0, 1, 2].map((at) => buildUsage({ createdAt: createdAt + at * MINUTE })));
    await test.refresh.advance();
    await test.minutes.dropBefore(createdAt + MINUTE, new AbortController().signal);
    expect((await inMinutes())[0]).toBe(2);
    expect(await total()).toBe(3);
  });
});

describe('late usages', () => {
  it('are counted at once, and are in every rollup after the refresh', async () => {
    const lastMonth = Date.now() - 30 * DAY;
    await test.writer.record([buildUsage({ createdAt: lastMonth })]);
    await test.refresh.advance();
    await test.refresh.catchUp();
    expect(await materialised('week')).toBe(1);
    expect(await invalidations()).toBe(0);

    await test.writer.record([
      buildUsage({ createdAt: lastMonth + 1 }),
      buildUsage({ createdAt: Date.now() - 2 * DAY }),
    ]);
    const range = { from: lastMonth - DAY, to: Date.now() + MINUTE };
    const total = async (): Promise<number | null> =>
      (await test.reader.aggregate({ slices: [range], measures: ['usages'] }))[0]!.usages;
    expect(await total()).toBe(3);
    expect(await materialised('hour')).toBe(1);
    expect(await invalidations()).toBe(3); // two hours, and the one minute that is still kept

    expect(await test.refresh.isBehind()).toBe(true);
    expect(await test.refresh.catchUp()).toBe(3);
    expect(await test.refresh.isBehind()).toBe(false);
    for (const level of ['hour', 'day']) expect(await materialised(level)).toBe(3);
    expect(await invalidations()).toBe(0);
    expect(await total()).toBe(3);
  });

  it('are counted in their minutes too where no hour is stale', async () => {
    await test.writer.record([buildUsage({ createdAt: Date.now() - 3 * DAY })]);
    await test.refresh.advance();
    await test.refresh.catchUp();
    // Minutes that follow each other and others that do not, in several chunks.
    const noon = Math.floor(Date.now() / DAY) * DAY - DAY / 2;
    const minutes = [0, 1, 2, 5, 60, 61, -1440].map((offset) => noon + offset * MINUTE);
    const usages = minutes.flatMap((minute, at) =>
      Array.from({ length: at + 1 }, (_, place) => buildUsage({ createdAt: minute + place * 7000 })),
    );
    await test.writer.record(usages);
    await test.store.query("DELETE FROM rollup_invalidation WHERE level = 'hour'");
    expect(await test.refresh.isBehind()).toBe(true);
    expect(await test.refresh.catchUp()).toBe(minutes.length);
    expect(await test.refresh.isBehind()).toBe(false);
    const counted = await test.store.query<{ bucket: Date; usages: number }[]>(
      'SELECT bucket, usages::int FROM usage_total_minute WHERE bucket = ANY($1::timestamptz[]) ORDER BY bucket',
      [minutes.map((minute) => new Date(minute))],
    );
    expect(counted.map(({ bucket, usages }) => [bucket.getTime(), usages])).toEqual(
      minutes.map((minute, at) => [minute, at + 1]).sort(([a], [b]) => a! - b!),
    );
  });

  it('leave nothing in the way of a question, however many they were', async () => {
    const lastMonth = Date.now() - 30 * DAY;
    await test.writer.record([buildUsage({ createdAt: lastMonth })]);
    await test.refresh.advance();
    await test.refresh.catchUp();
    const invalidate = async (count: number): Promise<void> => {
      await test.store.query(
        `INSERT INTO rollup_invalidation (level, bucket)
         SELECT 'hour', time_bucket(INTERVAL '1 hour', $1::timestamptz) + (place % 50) * INTERVAL '1 hour'
         FROM generate_series(1, $2::int) AS place`,
        [new Date(lastMonth), count],
      );
    };
    await invalidate(12_000);
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

  it('keep an invalidation that comes while its bucket is refreshed', async () => {
    await test.writer.record([buildUsage({ createdAt: Date.now() - 30 * DAY })]);
    await test.refresh.advance();
    await test.refresh.catchUp();
    const usage = buildUsage({ createdAt: Date.now() - 30 * DAY });
    await test.writer.record([usage]);
    const read = await test.invalidations.oldest(Date.now(), 10);
    await test.writer.record([buildUsage({ createdAt: usage.createdAt })]);
    await test.invalidations.clear(read);
    expect(await invalidations()).toBe(1);
  });

  it('keep the minutes that were dropped from thinning their hour out', async () => {
    const old = Math.floor((Date.now() - 20 * DAY) / 3_600_000) * 3_600_000;
    const usages = Array.from({ length: 30 }, (_, index) => buildUsage({ createdAt: old + index * MINUTE }));
    await test.writer.record(usages);
    await test.refresh.advance();
    await test.writer.record([buildUsage({ createdAt: old + 45 * MINUTE })]);
    await test.refresh.catchUp();
    expect(await materialised('hour')).toBe(31);
    expect(await invalidations()).toBe(0);
  });

  it('invalidate nothing where they are young, for nothing young is materialised', async () => {
    await test.refresh.advance();
    await test.writer.record([
      buildUsage({ createdAt: Date.now() }),
      buildUsage({ createdAt: Date.now() - 5_000 }),
    ]);
    expect(await invalidations()).toBe(0);
    await test.refresh.advance();
    expect(await materialised('minute')).toBe(0);
  });

  it('invalidate a minute where the clock was set back behind the watermark', async () => {
    const ahead = new Date(Date.now() + 10 * MINUTE);
    await test.store.query(`INSERT INTO rollup_watermark VALUES ('minute', '-infinity', $1)`, [ahead]);
    await test.writer.record([buildUsage({ createdAt: Date.now() })]);
    expect(await invalidations()).toBe(1);
  });
});

describe('a watermark', () => {
  it('never goes back', async () => {
    const later = Date.now() - 5 * MINUTE;
    await test.rollups.advance('hour', later);
    await test.rollups.advance('hour', later - DAY);
    expect(await test.rollups.trusted('hour')).toEqual({ from: -Infinity, to: later });
    expect(await test.rollups.trusted('day')).toBeUndefined();
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
