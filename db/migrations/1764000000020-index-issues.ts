import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the issues of a pattern's feedback past the many usages that have none, or an empty list. */
export class IndexIssues1764000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX idx_pattern_feedback_issues
        ON pattern_feedback (pattern_id, created_at DESC) WHERE cardinality(issues) > 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX idx_pattern_feedback_issues');
  }
}
