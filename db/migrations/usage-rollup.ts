import type { QueryRunner } from 'typeorm';

/** What each rollup holds, read from single usages. */
const FROM_USAGES = `
  count(*) AS usages,
  count(*) FILTER (WHERE success) AS successes,
  count(*) FILTER (WHERE outcome = 'success') AS success_outcomes,
  count(*) FILTER (WHERE outcome = 'partial_success') AS partial_success_outcomes,
  count(*) FILTER (WHERE outcome = 'failure') AS failure_outcomes,
  count(*) FILTER (WHERE outcome = 'error') AS error_outcomes,
  count(quality_score) AS quality_count,
  sum(quality_score) AS quality_sum,
  sum(quality_score * quality_score) AS quality_sum_squares,
  min(quality_score) AS quality_min,
  max(quality_score) AS quality_max,
  count(execution_time_ms) AS execution_count,
  sum(execution_time_ms) AS execution_sum,
  sum(execution_time_ms::double precision * execution_time_ms) AS execution_sum_squares,
  min(execution_time_ms) AS execution_min,
  max(execution_time_ms) AS execution_max,
  min(created_at) AS first_used,
  max(created_at) AS last_used`;

/** The same, merged from a finer rollup. */
const FROM_ROLLUP = `
  sum(usages)::bigint AS usages,
  sum(successes)::bigint AS successes,
  sum(success_outcomes)::bigint AS success_outcomes,
  sum(partial_success_outcomes)::bigint AS partial_success_outcomes,
  sum(failure_outcomes)::bigint AS failure_outcomes,
  sum(error_outcomes)::bigint AS error_outcomes,
  sum(quality_count)::bigint AS quality_count,
  sum(quality_sum) AS quality_sum,
  sum(quality_sum_squares) AS quality_sum_squares,
  min(quality_min) AS quality_min,
  max(quality_max) AS quality_max,
  sum(execution_count)::bigint AS execution_count,
  sum(execution_sum)::bigint AS execution_sum,
  sum(execution_sum_squares) AS execution_sum_squares,
  min(execution_min) AS execution_min,
  max(execution_max) AS execution_max,
  min(first_used) AS first_used,
  max(last_used) AS last_used`;

interface Rollup {
  readonly name: string;
  readonly width: string;
  readonly from: string;
}

/** Creates a continuous aggregate over pattern_feedback or over a finer rollup, empty. */
export const createRollup = async (runner: QueryRunner, rollup: Rollup): Promise<void> => {
  const raw = rollup.from === 'pattern_feedback';
  await runner.query(`
    CREATE MATERIALIZED VIEW ${rollup.name}
    WITH (timescaledb.continuous, timescaledb.materialized_only = true) AS
    SELECT time_bucket(INTERVAL '${rollup.width}', ${raw ? 'created_at' : 'bucket'}) AS bucket,
      pattern_id,${raw ? FROM_USAGES : FROM_ROLLUP}
    FROM ${rollup.from}
    GROUP BY 1, 2
    WITH NO DATA`);
  await runner.query(`ALTER MATERIALIZED VIEW ${rollup.name} SET (timescaledb.compress = true)`);
};

export const dropRollup = async (runner: QueryRunner, name: string): Promise<void> => {
  await runner.query(`DROP MATERIALIZED VIEW ${name}`);
};
