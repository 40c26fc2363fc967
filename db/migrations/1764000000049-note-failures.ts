import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Buckets that could not be computed. Each has a note in rollup_invalidation, so that answers read around
 * it, which is left alone until retry_at; notes of correlations that could not be counted; and how often in a row a job has failed.
 */
export class NoteFailures1764000000049 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Their squares are no doubles, so no rollup with one of them was ever computed.
    await runner.query('SET LOCAL timescaledb.max_tuples_decompressed_per_dml_transaction = 0');
    await runner.query(
      'UPDATE pattern_feedback SET quality_score = 0 WHERE quality_score > 0 AND quality_score < 1e-150',
    );
    await runner.query(`
      CREATE TABLE rollup_failure (
        level text NOT NULL,
        bucket timestamptz NOT NULL,
        what text NOT NULL,
        attempts integer NOT NULL,
        retry_at timestamptz NOT NULL,
        PRIMARY KEY (level, bucket)
      )`);
    await runner.query('ALTER TABLE co_usage_note ADD COLUMN set_aside_until timestamptz');
    await runner.query('ALTER TABLE job_run ADD COLUMN failures integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE job_run DROP COLUMN failures');
    await runner.query('ALTER TABLE co_usage_note DROP COLUMN set_aside_until');
    await runner.query('DROP TABLE rollup_failure');
  }
}
