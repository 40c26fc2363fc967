import type { DataSource, QueryRunner } from 'typeorm';
import type { StoreConfig } from '../config/config.js';
import { ChunkLayout } from './chunk-layout.js';
import { withSetupLock } from './migrate-store.js';
import { ROLLUP_LEVELS } from './rollup-level.js';
import { relationsOf } from './rollup-relation.js';

const interval = (ms: number): string => `${ms / 1000} seconds`;

/**
 * TimescaleDB's own policies go by the clock alone: they would drop what was never computed. Jobs do
 * what they did.
 */
const removePolicies = async (runner: QueryRunner): Promise<void> => {
  await runner.query(
    `
    SELECT delete_job(policy.job_id)
    FROM timescaledb_information.jobs AS policy
    LEFT JOIN timescaledb_information.continuous_aggregates AS rollup
      ON policy.hypertable_name IN (rollup.materialization_hypertable_name, rollup.view_name)
    WHERE coalesce(rollup.view_name, policy.hypertable_name) = ANY($1)
      AND policy.proc_name IN ('policy_refresh_continuous_aggregate', 'policy_compression', 'policy_retention')`,
    [['pattern_feedback', ...ROLLUP_LEVELS.flatMap(relationsOf)]],
  );
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
  const { wide } = new ChunkLayout(config.chunkIntervalMs, config.retention.raw);
  // What moves to the columnstore is put to its neighbour up to this width, so that chunks stay few.
  const agrees = (await runner.query(
    `SELECT FROM _timescaledb_catalog.dimension AS dimension
     JOIN _timescaledb_catalog.hypertable AS hypertable ON hypertable.id = dimension.hypertable_id
     WHERE hypertable.table_name = 'pattern_feedback' AND hypertable.schema_name = current_schema()
       AND dimension.compress_interval_length = $1`,
    [wide * 1000],
  )) as unknown[];
  if (agrees.length > 0) return;
  await runner.query(
    `ALTER TABLE pattern_feedback SET (timescaledb.compress_chunk_time_interval = '${interval(wide)}')`,
  );
};

/** Makes the store's tables as the configuration asks for, and takes away policies that earlier versions set. */
export const applyPolicies = (store: DataSource, config: StoreConfig): Promise<void> =>
  withSetupLock(store, async (runner) => {
    await setChunkInterval(runner, config);
    await removePolicies(runner);
  });
