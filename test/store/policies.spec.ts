import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { FeedbackDetails, Usage } from '../../src/common/usage.js';
import { bucketsOf } from '../../src/common/calendar.js';
import type { UsageQuestion } from '../../src/store/usage-question.js';
import { loadConfig } from '../../src/config/config.js';
import type { TrackerSettings } from '../../src/config/settings.js';
import type { RollupLevel } from '../../src/store/rollup-level.js';
import { relationsOf } from '../../src/store/rollup-relation.js';
import { applyPolicies, wantedPolicies } from '../../src/store/store-policies.js';
import type { MeasureName } from '../../src/store/usage-measures.js';
import type { UsageKey } from '../../src/store/usage-question.js';
import { buildUsage } from '../support/build-usage.js';
import { ALL_MEASURES, plainAggregate } from '../support/plain-aggregate.js';
import { openTestStore, type TestStore } from '../support/test-store.js';

const DAY = 86_400_000;

const NO_DETAILS: FeedbackDetails = {
  execution_id: null,
  sentiment: null,
  feedback_text: null,
  performance_score: null,
  issues: null,
  created_by: null,
  feedback: null,
};

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

interface JobRow {
  readonly job_id: number;
  readonly proc_name: string;
  readonly config: Readonly<Record<string, string>>;
}

const jobs = (): Promise<JobRow[]> =>
  test.store.query(
    `SELECT job_id, proc_name, config FROM timescaledb_information.jobs
     WHERE hypertable_name IS NOT NULL ORDER BY job_id`,
  );
const ids = async (): Promise<number[]> => (await jobs()).map((job) => job.job_id);
const apply = (settings: TrackerSettings): Promise<void> =>
  applyPolicies(test.store, loadConfig({ ...settings }).store);

describe('policies', () => {
  it('are set once and left alone while the configuration is the same', async () => {
    const before = await ids();
    expect(before).toHaveLength(wantedPolicies(test.config.store).length);
    await apply({});
    expect(await ids()).toEqual(before);
  });

  it('follow the configuration, and go with it', async () => {
    const before = await jobs();
    await apply({ RETENTION_RAW_DAYS: 30, COLUMNSTORE_AFTER_DAYS: 45 });
    const changed = await jobs();
    const kept = changed.filter((job) => before.some((other) => other.job_id === job.job_id));
    // The refresh policies and the minutes' retention stay as they are.
    expect(kept.map((job) => job.proc_name).sort()).toEqual([
      ...Array.from({ length: 20 }, () => 'policy_refresh_continuous_aggregate'),
      ...Array.from({ length: 5 }, () => 'policy_retention'),
    ]);
    const raw = changed.filter((job) => job.proc_name === 'policy_retention' && !kept.includes(job));
    expect(raw).toHaveLength(1);
    const columnstore = changed.filter((job) => job.proc_name === 'policy_compression');
    expect(columnstore).toHaveLength(10);
    expect(columnstore.every((job) => Number(job.config['maxchunks_to_compress']) === 8)).toBe(true);
    await apply({});
    expect(await jobs()).toHaveLength(before.length);
  });

  it('set the span of new chunks', async () => {
    const span = async (): Promise<number> => {
      const [row] = await test.store.query<{ seconds: number }[]>(
        `SELECT extract(epoch FROM time_interval)::int AS seconds FROM timescaledb_information.dimensions
         WHERE hypertable_name = 'pattern_feedback'`,
      );
      return row!.seconds / 86_400;
    };
    expect(await span()).toBe(7);
    await apply({ CHUNK_INTERVAL_DAYS: 1 });
    expect(await span()).toBe(1);
  });

  it('never refresh what their source may have lost already', () => {
    const { store } = loadConfig({ RETENTION_RAW_DAYS: 8, RETENTION_HOUR_DAYS: 9 });
    const refresh = (level: string): number =>
      wantedPolicies(store).find(({ relation }) => relation === `usage_${level}`)!.offsets['start_offset']!;
    expect(refresh('hour')).toBeLessThanOrEqual(8 * DAY);
    expect(refresh('day')).toBeLessThanOrEqual(9 * DAY);
  });
});

describe('usages in the columnstore', () => {
  it('are still counted once, and late ones still arrive', async () => {
    const created = Date.now() - 200 * DAY;
    const usages = Array.from({ length: 20 }, (_, index) => buildUsage({ createdAt: created + index }));
    await test.writer.record(usages);
    await test.refresh.advance();
    await test.store.query(
      `SELECT compress_chunk(chunk) FROM show_chunks('pattern_feedback', older_than => INTERVAL '100 days') chunk`,
    );
    const [chunks] = await test.store.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM timescaledb_information.chunks
       WHERE hypertable_name = 'pattern_feedback' AND is_compressed`,
    );
    expect(chunks!.n).toBeGreaterThan(0);
    const late = Array.from({ length: 3 }, (_, index) => buildUsage({ createdAt: created + 90 + index }));
    const mixed = [usages[3]!, late[0]!, usages[4]!, late[1]!, late[2]!, usages[5]!, late[2]!];
    expect(await test.writer.record(mixed)).toEqual([false, true, false, true, true, false, false]);
    const total = async (): Promise<number | null> => {
      const slices = [{ from: created - DAY, to: Date.now() }];
      return (await test.reader.aggregate({ slices, measures: ['usages'] }))[0]!.usages;
    };
    expect(await total()).toBe(23);
    await test.refresh.catchUp();
    expect(await total()).toBe(23);
  });
});

/** Every family of rollups, by what is asked of it. */
const FAMILIES: readonly { readonly keys: readonly UsageKey[]; readonly measures: readonly MeasureName[] }[] =
  [
    { keys: ['pattern'], measures: ALL_MEASURES },
    { keys: [], measures: ALL_MEASURES },
    { keys: ['pattern', 'quality_bin'], measures: ALL_MEASURES },
    { keys: ['quality_bin'], measures: ALL_MEASURES },
    { keys: ['pattern', 'latency_bin'], measures: ['usages'] },
    { keys: ['latency_bin'], measures: ['usages'] },
    { keys: ['error'], measures: ['usages', 'first_used', 'last_used'] },
  ];
/** All that the families say of a range, with what stands for the order of rows taken out. */
const saysOf = async ({ reader }: TestStore, from: number): Promise<string[][]> => {
  const slices = [{ from, to: Date.now() + 1000 }];
  const answers: string[][] = [];
  for (const family of FAMILIES) {
    const rows = await reader.aggregate({ ...family, slices });
    answers.push(rows.map((row) => JSON.stringify(row)).sort());
  }
  return answers;
};
const ofAllKinds = (createdAt: number, index: number): Usage =>
  buildUsage({
    createdAt,
    outcome: index % 2 === 0 ? 'error' : 'success',
    qualityScore: index % 3 === 0 ? null : (index % 64) / 64,
    executionTimeMs: index * 17,
    errorMessage: index % 2 === 0 ? 'Timeout after 30 ms' : null,
  });

describe('rollups in the columnstore', () => {
  it('are answered from and take late usages in every family', async () => {
    const store = await openTestStore({ COLUMNSTORE_AFTER_DAYS: 30 });
    try {
      const old = Math.floor((Date.now() - 300 * DAY) / DAY) * DAY;
      const usages = Array.from({ length: 30 }, (_, index) => ofAllKinds(old + index * 1000, index));
      await store.writer.record(usages);
      await store.refresh.advance();
      const policies = await store.store.query<{ job_id: number }[]>(
        `SELECT job_id FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression'`,
      );
      for (const { job_id } of policies) await store.store.query('CALL run_job($1)', [job_id]);
      const packed = await store.store.query<{ relation: string }[]>(
        `SELECT coalesce(c.view_name, chunk.hypertable_name) AS relation
         FROM timescaledb_information.chunks AS chunk
         LEFT JOIN timescaledb_information.continuous_aggregates AS c
           ON c.materialization_hypertable_name = chunk.hypertable_name
         WHERE chunk.is_compressed GROUP BY 1`,
      );
      const levels = ['usage', 'quality', 'latency', 'error'].flatMap((family) => [
        `${family}_hour`,
        `${family}_day`,
      ]);
      expect(packed.map(({ relation }) => relation).sort()).toEqual(
        ['pattern_feedback', 'usage_week', ...levels].sort(),
      );

      const late = Array.from({ length: 5 }, (_, index) => ofAllKinds(old + 500 + index * 1000, index + 3));
      await store.writer.record(late);
      const before = await saysOf(store, old - DAY);
      await store.refresh.catchUp();
      expect(await saysOf(store, old - DAY)).toEqual(before);
      const plain = plainAggregate(
        [...usages, ...late],
        { ...FAMILIES[2]!, slices: [{ from: old - DAY, to: Date.now() }] },
        new Map(),
      );
      expect(before[2]).toHaveLength(Object.keys(plain).length);
      // In the rollups themselves, without what the plan reads around.
      for (const relation of levels) {
        const [row] = await store.store.query<{ n: number }[]>(
          `SELECT sum(usages)::int AS n FROM ${relation}`,
        );
        expect([relation, row!.n]).toEqual([
          relation,
          [...usages, ...late].filter((one) => !relation.startsWith('error') || one.errorMessage !== null)
            .length,
        ]);
      }
    } finally {
      await store.close();
    }
  }, 60_000);
});

describe('retention', () => {
  it('of single usages leaves the rollups of every family, whatever is refreshed later', async () => {
    const store = await openTestStore({ CHUNK_INTERVAL_DAYS: 1, RETENTION_RAW_DAYS: 8 });
    try {
      const old = Math.floor((Date.now() - 20 * DAY) / DAY) * DAY;
      const usages = Array.from({ length: 20 }, (_, index) => ofAllKinds(old + index * 3_600_000, index));
      await store.writer.record(usages);
      // Before the usages were dropped, when their retention was longer.
      for (const relation of ['hour', 'day', 'week'].flatMap((level) => relationsOf(level as RollupLevel))) {
        await store.store.query(`CALL refresh_continuous_aggregate('${relation}', NULL, NULL)`);
      }
      await store.refresh.advance();
      const before = await saysOf(store, old - 10 * DAY);
      const [policy] = await store.store.query<{ job_id: number }[]>(
        `SELECT job_id FROM timescaledb_information.jobs
         WHERE proc_name = 'policy_retention' AND hypertable_name = 'pattern_feedback'`,
      );
      await store.store.query('CALL run_job($1)', [policy!.job_id]);
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
      for (const relation of ['hour', 'day', 'week'].flatMap((level) => relationsOf(level as RollupLevel))) {
        await store.store.query(`CALL refresh_continuous_aggregate('${relation}', NULL, NULL)`);
      }
      await store.refresh.advance();
      for (const { patternId, correlationId } of usages) {
        await store.feedback.amend({
          feedbackId: randomUUID(),
          createdAt: Date.now(),
          patternId,
          correlationId,
          outcome: 'success',
          qualityScore: 0.75,
          details: NO_DETAILS,
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
});
