import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row a pattern; first_seen is its earliest usage, null for one described before its first. */
export class CreatePatterns1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE patterns (
        id uuid PRIMARY KEY,
        name text,
        type text,
        node_type text,
        description text,
        tags text[] NOT NULL DEFAULT '{}',
        first_seen timestamptz
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE patterns');
  }
}
