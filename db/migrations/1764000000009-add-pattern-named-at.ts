import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When a pattern got its name: the time of the usage that brought it, so that a newer one renames it
 * and a late one does not; infinity where somebody described it, which no usage overrules.
 */
export class AddPatternNamedAt1764000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE patterns ADD COLUMN named_at timestamptz');
    await runner.query(`UPDATE patterns SET named_at = 'infinity' WHERE name IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE patterns DROP COLUMN named_at');
  }
}
