import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which patterns were first seen within a range is asked without reading them all. */
export class IndexPatternFirstSeen1764000000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX idx_patterns_first_seen ON patterns (first_seen)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX idx_patterns_first_seen');
  }
}
