import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One row a pattern. first_seen is its earliest usage, null for one described before its first. named_at is
 * when it got its name: the time of the usage that brought it, so that a newer one renames it and a late
 * one does not; infinity where somebody or a scan named it, whom no usage overrules. described_by says who
 * said what it is: usages, a scan or a person. version is the one that a scan found last. search is what it
 * is found by; the text that trigrams are made of is indexed when the store is opened, where the database has them.
 * state is where it is in its life, said by people; state_since is when they said so, null where nobody did.
 * pattern_state_change has every such word, oldest first by id, and is only added to, until its pattern is forgotten.
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
        registered_at timestamptz NOT NULL DEFAULT now(),
        state text NOT NULL DEFAULT 'active' CHECK (state IN ('draft', 'active', 'deprecated', 'retired')),
        state_since timestamptz,
        replaced_by uuid REFERENCES patterns ON DELETE SET NULL,
        keep boolean NOT NULL DEFAULT false,
        search tsvector NOT NULL GENERATED ALWAYS AS (
          setweight(to_tsvector('english'::regconfig, coalesce(name, '')), 'A') ||
          setweight(to_tsvector('english'::regconfig, pattern_search_text(NULL, tags, NULL)), 'B') ||
          setweight(to_tsvector('english'::regconfig, coalesce(description, '')), 'C')
        ) STORED
      )`);
    await runner.query('CREATE INDEX idx_patterns_first_seen ON patterns (first_seen)');
    await runner.query('CREATE INDEX idx_patterns_search ON patterns USING gin (search)');
    await runner.query(
      'CREATE INDEX idx_patterns_replaced_by ON patterns (replaced_by) WHERE replaced_by IS NOT NULL',
    );
    await runner.query(`
      CREATE TABLE pattern_state_change (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        pattern_id uuid NOT NULL,
        at timestamptz NOT NULL,
        from_state text NOT NULL,
        to_state text NOT NULL,
        replaced_by uuid,
        keep boolean NOT NULL,
        said_by text,
        reason text
      )`);
    await runner.query('CREATE INDEX idx_pattern_state_change ON pattern_state_change (pattern_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE pattern_state_change');
    await runner.query('DROP TABLE patterns');
    await runner.query('DROP FUNCTION pattern_search_text');
  }
}
