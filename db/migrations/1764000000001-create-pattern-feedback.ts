import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One row a usage. The primary key begins with the time, because a hypertable's unique keys must
 * contain it; in that order it is also the index on created_at, whose name it bears.
 */
export class CreatePatternFeedback1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE pattern_feedback (
        id uuid NOT NULL,
        pattern_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        success boolean NOT NULL,
        quality_score double precision,
        execution_time_ms integer,
        context jsonb,
        correlation_id uuid,
        error_message text,
        outcome text NOT NULL,
        CONSTRAINT idx_pattern_feedback_created_at PRIMARY KEY (created_at, id)
      )`);
    await runner.query(`
      SELECT create_hypertable(
        'pattern_feedback',
        by_range('created_at', INTERVAL '7 days'),
        create_default_indexes => false
      )`);
    await runner.query(`
      CREATE INDEX idx_pattern_feedback_pattern_id_created
        ON pattern_feedback (pattern_id, created_at DESC)`);
    await runner.query(`
      ALTER TABLE pattern_feedback SET (
        timescaledb.compress,
        timescaledb.compress_segmentby = 'pattern_id',
        timescaledb.compress_orderby = 'created_at DESC, id'
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE pattern_feedback');
  }
}
