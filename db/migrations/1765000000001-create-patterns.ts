import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One row a pattern. first_seen is its earliest usage, null for one described before its first. named_at is
 * when it got its name: the time of the usage that brought it, so that a newer one renames it and a late
 * one does not; infinity where somebody or a scan named it, whom no usage overrules. described_by says who
 * said what it is: usages, a scan or a person. version is the one that a scan found last. search is what it
 * is found by; the text that trigrams are made of is indexed when the store is opened, where the database has them.
 */
export class CreatePatterns1765000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // array_to_string is only stable, because it prints any type; for texts it is immutable.
    await runner.query(`
      CREATE FUNCTION pattern_search_text(name text, tags text[], description text) RETURNS text
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$ SELECT concat_ws(' ', name, array_to_string(tags, ' '), description) $$`);
    await runner.query(`
      CREATE TABLE patterns (
        id uuid PRIMARY KEY,
        name text,
        named_at timestamptz,
        type text,
        node_type text,
        description text,
        tags text[] NOT NULL DEFAULT '{}',
        version text,
        described_by text NOT NULL DEFAULT 'usage' CHECK (described_by IN ('usage', 'scan', 'person')),
        first_seen timestamptz,
        search tsvector NOT NULL GENERATED ALWAYS AS (
          setweight(to_tsvector('english'::regconfig, coalesce(name, '')), 'A') ||
          setweight(to_tsvector('english'::regconfig, pattern_search_text(NULL, tags, NULL)), 'B') ||
          setweight(to_tsvector('english'::regconfig, coalesce(description, '')), 'C')
        ) STORED
      )`);
    await runner.query('CREATE INDEX idx_patterns_first_seen ON patterns (first_seen)');
    await runner.query('CREATE INDEX idx_patterns_search ON patterns USING gin (search)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE patterns');
    await runner.query('DROP FUNCTION pattern_search_text');
  }
}
