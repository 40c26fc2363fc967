import { Logger } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import type { StoreConfig } from '../config/config.js';
import { DAY_MS } from '../common/time-range.js';
import { withSetupLock } from './migrate-store.js';
import { ROLLUP_LEVELS, type RollupLevel } from './rollup-level.js';
import { relationsOf } from './rollup-relation.js';

/** Chunks a columnstore run converts at the most, so that it never holds up an embedded store long. */
const CHUNKS_PER_RUN = 8;

/** A policy as TimescaleDB keeps it: a procedure, what it works on, and its offsets in milliseconds. */
export interface Policy {
  readonly relation: string;
  readonly procedure: 'policy_refresh_continuous_aggregate' | 'policy_compression' | 'policy_retention';
  readonly offsets: Readonly<Record<string, number>>;
}

const interval = (ms: number): string => `${ms / 1000} seconds`;

/** How far back a refresh policy sweeps, at the most, and how often it does. */
const REFRESHES: Readonly<Record<RollupLevel, { readonly back: number; readonly every: string }>> = {
  minute: { back: DAY_MS, every: '1 minute' },
  hour: { back: 7 * DAY_MS, every: '10 minutes' },
  day: { back: 14 * DAY_MS, every: '1 hour' },
  week: { back: 28 * DAY_MS, every: '6 hours' },
};

const ROLLUPS = ROLLUP_LEVELS.flatMap((level) => relationsOf(level).map((relation) => ({ relation, level })));

/** Minutes are dropped after days, and totals are small. */
const isColumnstore = ({ relation, level }: (typeof ROLLUPS)[number]): boolean =>
  level !== 'minute' && !relation.includes('_total_');

/** No policy materialises what many usages of this moment may still reach. */
const REFRESH_LAG_MS = 120_000;

/**
 * Every policy that the configuration asks for. A refresh never reaches back to where its source
 * may already be dropped: it would take the loss over into the rollup.
 */
export const wantedPolicies = (config: StoreConfig): Policy[] => {
  const { retention, columnstoreAfterMs } = config;
  const source = { minute: retention.raw, hour: retention.raw, day: retention.hour, week: retention.day };
  const refreshes = ROLLUPS.map(({ relation, level }): Policy => {
    const { back } = REFRESHES[level];
    return {
      relation,
      procedure: 'policy_refresh_continuous_aggregate',
      offsets: { start_offset: Math.min(back, source[level] ?? back), end_offset: REFRESH_LAG_MS },
    };
  });
  const stored = ['pattern_feedback', ...ROLLUPS.filter(isColumnstore).map(({ relation }) => relation)];
  const columnstores = stored.map((relation): Policy => ({
    relation,
    procedure: 'policy_compression',
    offsets: { compress_after: columnstoreAfterMs },
  }));
  const kept: [string, number | undefined][] = [
    ['pattern_feedback', retention.raw],
    ...ROLLUPS.map(({ relation, level }): [string, number | undefined] => [relation, retention[level]]),
  ];
  const retentions = kept.flatMap(([relation, after]): Policy[] =>
    after === undefined ? [] : [{ relation, procedure: 'policy_retention', offsets: { drop_after: after } }],
  );
  return [...refreshes, ...columnstores, ...retentions];
};

interface Job {
  readonly job_id: number;
  readonly relation: string;
  readonly procedure: Policy['procedure'];
  readonly config: Readonly<Record<string, unknown>>;
}

const existingPolicies = (runner: QueryRunner): Promise<Job[]> =>
  runner.query(
    `
    SELECT j.job_id, coalesce(c.view_name, j.hypertable_name) AS relation,
      j.proc_name AS procedure, offsets.config
    FROM timescaledb_information.jobs j
    LEFT JOIN timescaledb_information.continuous_aggregates c
      ON j.hypertable_name IN (c.materialization_hypertable_name, c.view_name)
    CROSS JOIN LATERAL (
      SELECT jsonb_object_agg(key, round(extract(epoch FROM value::interval) * 1000)) AS config
      FROM jsonb_each_text(j.config)
      WHERE key IN ('start_offset', 'end_offset', 'compress_after', 'drop_after')
    ) offsets
    WHERE coalesce(c.view_name, j.hypertable_name) = ANY($1)
      AND j.proc_name IN ('policy_refresh_continuous_aggregate', 'policy_compression', 'policy_retention')`,
    [['pattern_feedback', ...ROLLUPS.map(({ relation }) => relation)]],
  );

const isSame = (job: Job, policy: Policy): boolean =>
  job.relation === policy.relation &&
  job.procedure === policy.procedure &&
  Object.entries(policy.offsets).every(([key, ms]) => Number(job.config[key]) === ms);

const configure = async (
  runner: QueryRunner,
  jobId: number,
  config: Readonly<Record<string, number>>,
): Promise<void> => {
  await runner.query(
    `SELECT alter_job(job_id, config => config || $2::jsonb)
     FROM timescaledb_information.jobs WHERE job_id = $1`,
    [jobId, JSON.stringify(config)],
  );
};

const addPolicy = async (runner: QueryRunner, { relation, procedure, offsets }: Policy): Promise<void> => {
  if (procedure === 'policy_refresh_continuous_aggregate') {
    const { level } = ROLLUPS.find((rollup) => rollup.relation === relation)!;
    const { every } = REFRESHES[level];
    const [job] = (await runner.query(
      `SELECT add_continuous_aggregate_policy($1::regclass, start_offset => $2::interval,
        end_offset => $3::interval, schedule_interval => $4::interval) AS id`,
      [relation, interval(offsets['start_offset']!), interval(offsets['end_offset']!), every],
    )) as { id: number }[];
    // In one go: by default each bucket of the window is a transaction of its own, 1,440 of them for a
    // day of minutes.
    await configure(runner, job!.id, { buckets_per_batch: 0 });
  } else if (procedure === 'policy_compression') {
    const [job] = (await runner.query(
      `SELECT add_compression_policy($1::regclass, $2::interval, schedule_interval => INTERVAL '1 hour') AS id`,
      [relation, interval(offsets['compress_after']!)],
    )) as { id: number }[];
    await configure(runner, job!.id, { maxchunks_to_compress: CHUNKS_PER_RUN });
  } else {
    await runner.query('SELECT add_retention_policy($1::regclass, $2::interval)', [
      relation,
      interval(offsets['drop_after']!),
    ]);
  }
};

const setChunkInterval = async (runner: QueryRunner, config: StoreConfig): Promise<void> => {
  await runner.query("SELECT set_chunk_time_interval('pattern_feedback', $1::interval)", [
    interval(config.chunkIntervalMs),
  ]);
  // Minutes are dropped chunk by chunk, so their chunks must be short.
  await runner.query(
    `
    SELECT set_chunk_time_interval(
      format('%I.%I', materialization_hypertable_schema, materialization_hypertable_name)::regclass,
      INTERVAL '1 day')
    FROM timescaledb_information.continuous_aggregates WHERE view_name = ANY($1)`,
    [relationsOf('minute')],
  );
};

/** Makes the store's policies those that the configuration asks for, leaving alone what agrees. */
export const applyPolicies = (store: DataSource, config: StoreConfig): Promise<void> =>
  withSetupLock(store, async (runner) => {
    await setChunkInterval(runner, config);
    const wanted = wantedPolicies(config);
    const existing = await existingPolicies(runner);
    for (const job of existing) {
      if (wanted.some((policy) => isSame(job, policy))) continue;
      await runner.query('SELECT delete_job($1)', [job.job_id]);
    }
    const missing = wanted.filter((policy) => !existing.some((job) => isSame(job, policy)));
    for (const policy of missing) await addPolicy(runner, policy);
    if (missing.length > 0) new Logger('Store').log(`Set ${missing.length} policies.`);
  });
