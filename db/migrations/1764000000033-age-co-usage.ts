import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When what a correlation holds of a pattern last changed, so that old ones can be forgotten. */
export class AgeCoUsage1764000000033 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE co_usage_member ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now()',
    );
    // Rows are mostly added, in the order of time.
    await runner.query('CREATE INDEX co_usage_member_changed_at ON co_usage_member USING brin (changed_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE co_usage_member DROP COLUMN changed_at');
  }
}
