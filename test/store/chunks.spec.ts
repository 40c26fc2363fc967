import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { rollupsOf } from '../../src/store/rollups/catalogue.js';
import { buildUsage } from '../support/build-usage.js';
import { openTestStore, type TestStore } from '../support/test-store.js';

const DAY = 86_400_000;

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore({ CHUNK_INTERVAL_DAYS: 1, COLUMNSTORE_AFTER_DAYS: 91 });
});
afterAll(() => test.close());

/** The chunks of the usages or of a rollup. */
const chunksOf = async (relation: string): Promise<number> => {
  const [row] = await test.store.query<{ n: number }[]>(
    `SELECT count(*)::int AS n FROM show_chunks($1::regclass)`,
    [relation],
  );
  return row!.n;
};
const count = async (): Promise<number> => {
  const [row] = await test.store.query<{ n: number }[]>('SELECT count(*)::int AS n FROM pattern_feedback');
  return row!.n;
};

describe('chunks', () => {
  it('stay few whatever times the usages have, and those of the rollups with them', async () => {
    const now = Date.now();
    const old = fc.integer({ min: 0, max: now - 92 * DAY });
    let stored = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(old, { minLength: 200, maxLength: 400 }), async (times) => {
        const usages = times.map((createdAt) => buildUsage({ id: randomUUID(), createdAt }));
        await test.writer.record(usages);
        stored += usages.length;
        expect(await count()).toBe(stored);
        expect(await chunksOf('pattern_feedback')).toBeLessThanOrEqual(28);
      }),
      { numRuns: 3 },
    );
    // Every hour that a usage is in is a look-up of its own in each rollup: some years tell as much.
    for (const rollup of [...rollupsOf('hour'), ...rollupsOf('day')]) {
      await test.rollups.refresh(rollup, { from: 0, to: 10 * 365 * DAY });
    }
    for (const relation of ['usage_hour', 'error_hour', 'usage_total_day']) {
      expect(await chunksOf(relation)).toBeLessThanOrEqual(28);
    }
  }, 120_000);

  it('are put together once they are old, across days on which nothing was recorded', async () => {
    const store = await openTestStore({ CHUNK_INTERVAL_DAYS: 1, COLUMNSTORE_AFTER_DAYS: 91 });
    try {
      const first = Date.parse('2020-01-01T12:00:00Z');
      const times = Array.from({ length: 70 }, (_, at) => first + at * 2 * DAY);
      // As they came into being, day by day.
      for (const time of times) {
        const from = time - 12 * 3_600_000;
        await store.store.query(
          `SELECT _timescaledb_functions.create_chunk('pattern_feedback',
             jsonb_build_object('created_at', jsonb_build_array($1::bigint, $2::bigint)))`,
          [`${from}000`, `${from + DAY}000`],
        );
      }
      await store.writer.record(times.map((createdAt) => buildUsage({ id: randomUUID(), createdAt })));
      const chunks = async (): Promise<number> => {
        const rows = await store.store.query<unknown[]>(`SELECT show_chunks('pattern_feedback')`);
        return rows.length;
      };
      expect(await chunks()).toBe(70);
      // A policy moved some of them before.
      await store.store.query(
        `SELECT compress_chunk(chunk) FROM (
           SELECT chunk FROM show_chunks('pattern_feedback') AS chunk LIMIT 5) AS early`,
      );
      for (let run = 0; (await store.chunks.areMany()) && run < 20; run += 1)
        await store.chunks.putTogether();
      expect(await chunks()).toBeLessThanOrEqual(60);
      const [row] = await store.store.query<{ n: number }[]>(
        'SELECT count(*)::int AS n FROM pattern_feedback',
      );
      expect(row!.n).toBe(70);
    } finally {
      await store.close();
    }
  }, 120_000);
});
