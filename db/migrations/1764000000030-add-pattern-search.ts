import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a pattern is found by: its name, tags and description, as words of English (search, in this
 * order of weight) and as plain text (pattern_search_text). The store adds an index on the trigrams
 * of the text when it is opened, where the database has them.
 */
export class AddPatternSearch1764000000030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // array_to_string is only stable, because it prints any type; for texts it is immutable.
    await runner.query(`
      CREATE FUNCTION pattern_search_text(name text, tags text[], description text) RETURNS text
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $$ SELECT concat_ws(' ', name, array_to_string(tags, ' '), description) $$`);
    await runner.query(`
      ALTER TABLE patterns ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english'::regconfig, coalesce(name, '')), 'A') ||
        setweight(to_tsvector('english'::regconfig, pattern_search_text(NULL, tags, NULL)), 'B') ||
        setweight(to_tsvector('english'::regconfig, coalesce(description, '')), 'C')
      ) STORED`);
    await runner.query('CREATE INDEX idx_patterns_search ON patterns USING gin (search)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE patterns DROP COLUMN search');
    await runner.query('DROP FUNCTION pattern_search_text CASCADE');
  }
}
