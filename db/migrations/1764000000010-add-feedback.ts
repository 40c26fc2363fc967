import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What feedback says beyond its usage, null where a usage was reported plainly, and what an amended
 * usage was before. The indexes find the usage that delayed feedback is about.
 */
export class AddFeedback1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE pattern_feedback
        ADD COLUMN execution_id text,
        ADD COLUMN sentiment text,
        ADD COLUMN feedback_text text,
        ADD COLUMN performance_score double precision,
        ADD COLUMN issues text[],
        ADD COLUMN created_by text,
        ADD COLUMN feedback jsonb,
        ADD COLUMN amendments jsonb`);
    await runner.query(`
      CREATE INDEX idx_pattern_feedback_execution_id
        ON pattern_feedback (execution_id, created_at DESC) WHERE execution_id IS NOT NULL`);
    await runner.query(`
      CREATE INDEX idx_pattern_feedback_correlation_id
        ON pattern_feedback (correlation_id, created_at DESC) WHERE correlation_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX idx_pattern_feedback_correlation_id');
    await runner.query('DROP INDEX idx_pattern_feedback_execution_id');
    await runner.query(`
      ALTER TABLE pattern_feedback
        DROP COLUMN execution_id, DROP COLUMN sentiment, DROP COLUMN feedback_text,
        DROP COLUMN performance_score, DROP COLUMN issues, DROP COLUMN created_by,
        DROP COLUMN feedback, DROP COLUMN amendments`);
  }
}
