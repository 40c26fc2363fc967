import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What of the rollups may be trusted.
 * - rollup_watermark: a level's buckets from complete_from to its watermark are all computed,
 * - rollup_invalidation: but for these, which a usage reached after they were,
 * - rollup_failure: and those of them that could not be computed are left alone until retry_at.
 * - rollup_dimension: the dimensions that there are rollups of, each trusted from complete_from on, which
 *   goes back until all is built of what is kept; its minutes from minutes_from on, when it came into the
 *   list. context_key is null of the version. One that is kept no more stands here until its rows are deleted.
 * - retention_edge: of usages ('usage') and of each level, everything before dropped_before may be gone.
 * - retention_clock: the clock as retention last read it.
 */
export class CreateRollupState1765000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE rollup_watermark (
        level text PRIMARY KEY,
        complete_from timestamptz NOT NULL,
        watermark timestamptz NOT NULL
      )`);
    // Every question reads which buckets are stale: from the index, a bucket at a time, however many
    // invalidations there are of each. They come and go: what counts is how many are gone, not which share.
    await runner.query(`
      CREATE TABLE rollup_invalidation (
        id bigint GENERATED ALWAYS AS IDENTITY,
        level text NOT NULL,
        bucket timestamptz NOT NULL,
        PRIMARY KEY (level, bucket, id)
      ) WITH (
        autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0)`);
    await runner.query(`
      CREATE TABLE rollup_dimension (
        name text PRIMARY KEY,
        context_key text,
        complete_from timestamptz NOT NULL,
        minutes_from timestamptz NOT NULL,
        is_built boolean NOT NULL,
        is_kept boolean NOT NULL DEFAULT true
      )`);
    await runner.query(`
      CREATE TABLE rollup_failure (
        level text NOT NULL,
        bucket timestamptz NOT NULL,
        what text NOT NULL,
        attempts integer NOT NULL,
        retry_at timestamptz NOT NULL,
        PRIMARY KEY (level, bucket)
      )`);
    await runner.query(`
      CREATE TABLE retention_edge (
        source text PRIMARY KEY,
        dropped_before timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE retention_clock (
        id boolean PRIMARY KEY DEFAULT true CHECK (id),
        latest timestamptz NOT NULL,
        confirmed timestamptz
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE rollup_watermark, rollup_invalidation, rollup_dimension, rollup_failure, retention_edge, retention_clock',
    );
  }
}
