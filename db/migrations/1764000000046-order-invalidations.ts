import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Orders the notes of stale buckets by what they are looked for. Every question reads which buckets
 * are stale: from the index, a bucket at a time, however many notes there are of each, and however
 * much room a backfill's notes have left behind in the table.
 */
export class OrderInvalidations1764000000046 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE rollup_invalidation
        DROP CONSTRAINT rollup_invalidation_pkey,
        ADD PRIMARY KEY (level, bucket, id)`);
    // Notes come and go: what counts is how many are gone, not which share of those there.
    await runner.query(`
      ALTER TABLE rollup_invalidation SET (
        autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE rollup_invalidation RESET (
        autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, autovacuum_vacuum_cost_delay)`);
    await runner.query(`
      ALTER TABLE rollup_invalidation
        DROP CONSTRAINT rollup_invalidation_pkey,
        ADD PRIMARY KEY (id)`);
  }
}
