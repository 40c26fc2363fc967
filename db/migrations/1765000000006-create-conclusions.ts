import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How well each pattern that was used of late works and where it is going, as last computed. */
const ASSESSMENT = `
  CREATE TABLE pattern_assessment (
    pattern_id uuid PRIMARY KEY,
    computed_at timestamptz NOT NULL,
    range_hours integer NOT NULL,
    usages bigint NOT NULL,
    successes bigint NOT NULL,
    score double precision NOT NULL,
    confidence double precision NOT NULL,
    recommendation text NOT NULL,
    success_lower double precision NOT NULL,
    success_upper double precision NOT NULL,
    average_quality double precision,
    success_direction text NOT NULL,
    success_velocity double precision NOT NULL,
    success_p double precision,
    success_days integer NOT NULL,
    success_shift_days integer,
    success_shift_mean double precision,
    success_shift_before double precision,
    quality_direction text NOT NULL,
    quality_velocity double precision NOT NULL,
    quality_p double precision,
    quality_days integer NOT NULL,
    quality_shift_days integer,
    quality_shift_mean double precision,
    quality_shift_before double precision
  )`;

/**
 * Patterns used under one correlation. co_usage_note says what changed since the last count: element
 * by element a correlation, a pattern, and what its usages and successes there changed by; one note a
 * statement, committed with it. The other tables hold the counts: what each correlation holds of a
 * pattern, and of the correlations that are counted each pattern, each pair (a < b) and all.
 */
const CO_USAGE = [
  `CREATE TABLE co_usage_note (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    size integer NOT NULL,
    correlation_ids uuid[] NOT NULL,
    pattern_ids uuid[] NOT NULL,
    usages smallint[] NOT NULL,
    successes smallint[] NOT NULL,
    set_aside_until timestamptz
  )`,
  // Random ids do not compress.
  `ALTER TABLE co_usage_note
    ALTER correlation_ids SET STORAGE EXTERNAL, ALTER pattern_ids SET STORAGE EXTERNAL`,
  `CREATE TABLE co_usage_member (
    correlation_id uuid NOT NULL,
    pattern_id uuid NOT NULL,
    usages integer NOT NULL,
    successes integer NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (correlation_id, pattern_id)
  )`,
  // Rows are mostly added, in the order of time.
  'CREATE INDEX co_usage_member_changed_at ON co_usage_member USING brin (changed_at)',
  `CREATE TABLE co_usage_pattern (
    pattern_id uuid PRIMARY KEY,
    correlations bigint NOT NULL,
    usages bigint NOT NULL,
    successes bigint NOT NULL,
    page_rank double precision
  )`,
  `CREATE TABLE co_usage_pair (
    a uuid NOT NULL,
    b uuid NOT NULL,
    together bigint NOT NULL,
    a_usages bigint NOT NULL,
    a_successes bigint NOT NULL,
    b_usages bigint NOT NULL,
    b_successes bigint NOT NULL,
    PRIMARY KEY (a, b)
  )`,
  `CREATE TABLE co_usage_state (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    correlations bigint NOT NULL DEFAULT 0,
    cut_correlations bigint NOT NULL DEFAULT 0,
    computed_at timestamptz
  )`,
  'INSERT INTO co_usage_state DEFAULT VALUES',
];

/** What jobs find out: how well patterns work, and which are used together. */
export class CreateConclusions1765000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [ASSESSMENT, ...CO_USAGE]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE pattern_assessment');
    await runner.query(
      'DROP TABLE co_usage_note, co_usage_member, co_usage_pattern, co_usage_pair, co_usage_state',
    );
  }
}
