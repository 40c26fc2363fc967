import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What errors of one kind have in common, so that they are counted together. */
export class AddErrorFingerprint1764000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE pattern_feedback ADD COLUMN error_fingerprint text');
    await runner.query(`
      CREATE INDEX idx_pattern_feedback_errors
        ON pattern_feedback (created_at) WHERE error_message IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX idx_pattern_feedback_errors');
    await runner.query('ALTER TABLE pattern_feedback DROP COLUMN error_fingerprint');
  }
}
