import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Patterns used under one correlation. co_usage_note says what changed since the last count: element
 * by element a correlation, a pattern, and what its usages and successes there changed by; one note a
 * statement, committed with it. The other tables hold the counts: what each correlation holds of a
 * pattern, and of the correlations that are counted each pattern, each pair (a < b) and all.
 */
export class CreateCoUsage1764000000032 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE co_usage_note (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        size integer NOT NULL,
        correlation_ids uuid[] NOT NULL,
        pattern_ids uuid[] NOT NULL,
        usages smallint[] NOT NULL,
        successes smallint[] NOT NULL
      )`);
    // Random ids do not compress.
    await runner.query(`
      ALTER TABLE co_usage_note
        ALTER correlation_ids SET STORAGE EXTERNAL, ALTER pattern_ids SET STORAGE EXTERNAL`);
    await runner.query(`
      CREATE TABLE co_usage_member (
        correlation_id uuid NOT NULL,
        pattern_id uuid NOT NULL,
        usages integer NOT NULL,
        successes integer NOT NULL,
        PRIMARY KEY (correlation_id, pattern_id)
      )`);
    await runner.query(`
      CREATE TABLE co_usage_pattern (
        pattern_id uuid PRIMARY KEY,
        correlations bigint NOT NULL,
        usages bigint NOT NULL,
        successes bigint NOT NULL,
        page_rank double precision
      )`);
    await runner.query(`
      CREATE TABLE co_usage_pair (
        a uuid NOT NULL,
        b uuid NOT NULL,
        together bigint NOT NULL,
        a_usages bigint NOT NULL,
        a_successes bigint NOT NULL,
        b_usages bigint NOT NULL,
        b_successes bigint NOT NULL,
        PRIMARY KEY (a, b)
      )`);
    await runner.query(`
      CREATE TABLE co_usage_state (
        id boolean PRIMARY KEY DEFAULT true CHECK (id),
        correlations bigint NOT NULL DEFAULT 0,
        cut_correlations bigint NOT NULL DEFAULT 0,
        computed_at timestamptz
      )`);
    await runner.query('INSERT INTO co_usage_state DEFAULT VALUES');
    await runner.query(`
      INSERT INTO co_usage_note (size, correlation_ids, pattern_ids, usages, successes)
      SELECT count(*), array_agg(correlation_id), array_agg(pattern_id), array_agg(1::smallint),
        array_agg(success::int::smallint)
      FROM (
        SELECT correlation_id, pattern_id, success, (row_number() OVER () - 1) / 5000 AS part
        FROM pattern_feedback WHERE correlation_id IS NOT NULL
      ) AS stored
      GROUP BY part`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE co_usage_note, co_usage_member, co_usage_pattern, co_usage_pair, co_usage_state',
    );
  }
}
