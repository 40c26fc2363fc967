import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { bucketsOf } from '../../src/common/calendar.js';
import type { UsageQuestion } from '../../src/store/usages/usage-question.js';
import { confirmClock as readClock } from '../../src/store/retention/confirm-clock.js';
import { buildUsage } from '../support/build-usage.js';
import { NO_DETAILS } from '../support/build-amendment.js';
import { confirmClock } from '../support/confirm-clock.js';
import { jobContext } from '../support/job-context.js';
import { openTestStore, type TestStore } from '../support/test-store.js';
import { FAMILIES, ofAllKinds, saysOf } from '../support/every-family.js';

const DAY = 86_400_000;

describe('retention', () => {
  it('of single usages leaves the rollups of every family, whatever is refreshed later', async () => {
    const store = await openTestStore({ CHUNK_INTERVAL_DAYS: 1, RETENTION_RAW_DAYS: 8 });
    try {
      const old = Math.floor((Date.now() - 20 * DAY) / DAY) * DAY;
      const usages = Array.from({ length: 20 }, (_, index) => ofAllKinds(old + index * 3_600_000, index));
      await store.writer.record(usages);
      await store.refresh.advance();
      await store.refresh.catchUp();
      const before = await saysOf(store, old - 10 * DAY);
      await confirmClock(store);
      await store.upkeep.dropExpired(jobContext());
      const [raw] = await store.store.query<{ n: number }[]>(
        'SELECT count(*)::int AS n FROM pattern_feedback',
      );
      expect(raw!.n).toBe(0);
      const young = [ofAllKinds(Date.now(), 1), ofAllKinds(Date.now() - 2 * DAY, 2)];
      await store.writer.record(young);
      await store.refresh.catchUp();
      await store.refresh.advance();
      const slices = [{ from: old - 10 * DAY, to: Date.now() - 3 * DAY }];
      for (const [index, family] of FAMILIES.entries()) {
        const rows = await store.reader.aggregate({ ...family, slices });
        expect(rows.map((row) => JSON.stringify(row)).sort()).toEqual(before[index]);
      }
      const rows = await store.reader.aggregate({
        slices: [{ from: old - 10 * DAY, to: Date.now() + 1000 }],
        measures: ['usages', 'first_used'],
      });
      expect(rows).toMatchObject([{ usages: 22, first_used: old }]);

      // What only the usages tell is refused where they were dropped, and answered where they were not.
      const days = (timeZone: string, from: number): UsageQuestion<'usages'> => ({
        slices: bucketsOf(
          { from, to: Date.now() + 1000 },
          { granularity: 'day', timeZone, weekStart: 'monday' },
          100,
        )!,
        measures: ['usages'],
        keys: [],
      });
      const ofContext = (from: number): UsageQuestion<'usages'> => ({
        slices: [{ from, to: Date.now() + 1000 }],
        measures: ['usages'],
        filter: { context: { tier: 'gold' } },
      });
      for (const question of [days('Asia/Kolkata', old + 1), ofContext(old), ofContext(-Infinity)]) {
        await expect(store.reader.aggregate(question)).rejects.toThrow(
          /^Usages before 20\S+Z were dropped, and only they/,
        );
      }
      expect(await store.reader.aggregate(ofContext(Date.now() - 3 * DAY))).toEqual([]);
      for (const [zone, from, found] of [
        ['UTC', old - 1, 22],
        ['Europe/Berlin', old - 1, 22],
        ['Asia/Kolkata', Date.now() - 3 * DAY, 2],
      ] as const) {
        const counted = await store.reader.aggregate(days(zone, from));
        expect(counted.reduce((sum, row) => sum + row.usages!, 0)).toBe(found);
      }
    } finally {
      await store.close();
    }
  }, 60_000);

  it('counts an amendment of a usage that may be dropped at any moment', async () => {
    const store = await openTestStore({ CHUNK_INTERVAL_DAYS: 1, RETENTION_RAW_DAYS: 8 });
    try {
      const usages = [9, 7.5, 2].map((age) =>
        buildUsage({
          createdAt: Date.now() - age * DAY,
          outcome: 'failure',
          qualityScore: 0.25,
          correlationId: randomUUID(),
        }),
      );
      await store.writer.record(usages);
      await store.refresh.advance();
      for (const usage of usages) {
        const { patternId, correlationId } = usage;
        await store.feedback.amend({
          feedbackId: randomUUID(),
          createdAt: Date.now(),
          patternId,
          correlationId,
          outcome: 'success',
          qualityScore: 0.75,
          details: NO_DETAILS,
          usage,
        });
      }
      await store.refresh.catchUp();
      const slices = [{ from: Date.now() - 20 * DAY, to: Date.now() }];
      for (const keys of [[], ['pattern']] as const) {
        const rows = await store.reader.aggregate({
          slices,
          keys,
          measures: ['usages', 'successes', 'quality_sum'],
        });
        expect(rows).toMatchObject([{ usages: 3, successes: 3, quality_sum: 2.25 }]);
      }
    } finally {
      await store.close();
    }
  }, 60_000);

  const count = async ({ store }: TestStore): Promise<number> => {
    const [row] = await store.query<{ n: number }[]>('SELECT count(*)::int AS n FROM pattern_feedback');
    return row!.n;
  };

  it('waits for what has not been computed, and for what late usages made stale', async () => {
    const store = await openTestStore({ CHUNK_INTERVAL_DAYS: 1, RETENTION_RAW_DAYS: 8 });
    try {
      const old = Math.floor((Date.now() - 20 * DAY) / DAY) * DAY;
      const slices = [{ from: old, to: Date.now() }];
      const total = async (): Promise<number | null> =>
        (await store.reader.aggregate({ slices, measures: ['usages'], keys: [] }))[0]!.usages;
      const record = (days: number): Promise<boolean[]> =>
        store.writer.record([buildUsage({ createdAt: old + days * DAY })]);
      await record(0);
      await record(1);
      await confirmClock(store);
      await store.upkeep.dropExpired(jobContext());
      expect(await count(store)).toBe(2);

      await store.refresh.advance();
      await store.refresh.catchUp();
      await record(2);
      await store.upkeep.dropExpired(jobContext());
      // Those of the third day are invalidated and not counted yet.
      expect(await count(store)).toBe(1);
      expect(await total()).toBe(3);

      await store.refresh.catchUp();
      await store.upkeep.dropExpired(jobContext());
      expect(await count(store)).toBe(0);
      expect(await total()).toBe(3);
    } finally {
      await store.close();
    }
  }, 60_000);

  it('drops nothing by a clock that is a year ahead and is set right within a day', async () => {
    const store = await openTestStore({ CHUNK_INTERVAL_DAYS: 1, RETENTION_RAW_DAYS: 8 });
    const { rollups } = store;
    try {
      let now = Date.now();
      rollups.now = () => Promise.resolve(now);
      await store.writer.record([buildUsage({ createdAt: now - 2 * DAY })]);
      await store.refresh.advance();
      await confirmClock(store);
      now += 365 * DAY;
      for (const hours of [0, 1, 23]) {
        const [known] = await store.store.query<{ latest: Date; confirmed: Date }[]>(
          'SELECT latest, confirmed FROM retention_clock',
        );
        const readings = { latest: known!.latest.getTime(), confirmed: known!.confirmed.getTime() };
        const { latest, confirmed } = readClock(readings, now + hours * 3_600_000);
        await store.store.query('UPDATE retention_clock SET latest = $1, confirmed = $2', [
          new Date(latest),
          new Date(confirmed!),
        ]);
        await store.refresh.advance();
        await store.refresh.catchUp();
        await store.upkeep.dropExpired(jobContext());
        expect(await count(store)).toBe(1);
      }
      now = Date.now();
      await store.refresh.advance();
      await store.writer.record([buildUsage({ createdAt: now })]);
      await store.refresh.catchUp();
      const slices = [{ from: now - 10 * DAY, to: now + 1000 }];
      const rows = await store.reader.aggregate({ slices, measures: ['usages'], keys: [] });
      expect(rows).toMatchObject([{ usages: 2 }]);
    } finally {
      await store.close();
    }
  }, 60_000);

  it('goes on with other chunks where one cannot be dropped, and says which', async () => {
    const store = await openTestStore({ CHUNK_INTERVAL_DAYS: 1, RETENTION_RAW_DAYS: 8 });
    try {
      const old = Math.floor((Date.now() - 20 * DAY) / DAY) * DAY;
      await store.writer.record([0, 1, 2].map((days) => buildUsage({ createdAt: old + days * DAY })));
      await store.refresh.advance();
      await store.refresh.catchUp();
      const chunks = await store.store.query<{ name: string }[]>(
        `SELECT format('%I.%I', chunk_schema, chunk_name) AS name FROM timescaledb_information.chunks
         WHERE hypertable_name = 'pattern_feedback' ORDER BY range_start`,
      );
      await store.store.query(`CREATE VIEW in_the_way AS SELECT id FROM ${chunks[1]!.name}`);
      await confirmClock(store);
      const context = jobContext();
      await store.upkeep.dropExpired(context);
      expect(await count(store)).toBe(1);
      expect(context.problems).toEqual([
        expect.stringMatching(/^usages from 20\S+Z to 20\S+Z cannot be dropped: .*depend/),
      ]);
    } finally {
      await store.close();
    }
  }, 60_000);
});
