import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One row a usage. The primary key begins with the time, because a hypertable's unique keys must
 * contain it; in that order it is also the index on created_at, whose name it bears. success is null where
 * the outcome is unknown. From execution_id on
 * there is what feedback says beyond its usage, null where a usage was reported plainly, and what an
 * amended usage was before.
 *
 * otlp_call_part has what records of OpenTelemetry say of calls that several of them tell of, for some days: by it those
 * that come later find the usage of their call. Its group is a place or, where it does not say one, its call.
 *
 * otlp_evaluation has judgements that wait for the usage which they are about.
 *
 * otlp_counter_point has the points of counters of cost and tokens, one row a point of a series: by how much it grew from
 * start to time or, where it is_cumulative, what it was at that time since start. Of the three amounts one is told. A
 * point that is_base is too old to count, and kept because the next one of its series counts from it.
 *
 * actor_key has the key that actors are hashed with, where no setting says one.
 */
export class CreatePatternFeedback1765000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE pattern_feedback (
        id uuid NOT NULL,
        pattern_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        success boolean,
        quality_score double precision,
        execution_time_ms integer,
        context jsonb,
        correlation_id uuid,
        error_message text,
        error_fingerprint text,
        outcome text NOT NULL,
        version text,
        actor text,
        input_tokens bigint,
        output_tokens bigint,
        cost_usd double precision,
        time_saved_seconds double precision,
        execution_id text,
        sentiment text,
        feedback_text text,
        performance_score double precision,
        issues text[],
        created_by text,
        feedback jsonb,
        amendments jsonb,
        CONSTRAINT idx_pattern_feedback_created_at PRIMARY KEY (created_at, id)
      )`);
    await runner.query(`
      SELECT create_hypertable(
        'pattern_feedback', by_range('created_at', INTERVAL '7 days'), create_default_indexes => false)`);
    const indexes = {
      pattern_id_created: '(pattern_id, created_at DESC)',
      // The usage that delayed feedback is about.
      execution_id: '(execution_id, created_at DESC) WHERE execution_id IS NOT NULL',
      correlation_id: '(correlation_id, created_at DESC) WHERE correlation_id IS NOT NULL',
      // Few usages have these.
      errors: '(created_at) WHERE error_message IS NOT NULL',
      unknown: '(created_at) WHERE success IS NULL',
      issues: '(pattern_id, created_at DESC) WHERE cardinality(issues) > 0',
    };
    for (const [name, columns] of Object.entries(indexes)) {
      await runner.query(`CREATE INDEX idx_pattern_feedback_${name} ON pattern_feedback ${columns}`);
    }
    await runner.query(`
      ALTER TABLE pattern_feedback SET (
        timescaledb.compress,
        timescaledb.compress_segmentby = 'pattern_id',
        timescaledb.compress_orderby = 'created_at DESC, id'
      )`);
    await runner.query(`
      CREATE TABLE otlp_call_part (
        id uuid PRIMARY KEY,
        group_id uuid NOT NULL,
        call_id uuid,
        is_placed boolean NOT NULL,
        tells text NOT NULL,
        sequence bigint,
        nanos bigint NOT NULL,
        rank smallint NOT NULL,
        pattern_id uuid NOT NULL,
        correlation_id uuid,
        said jsonb NOT NULL,
        usage_id uuid,
        usage_created_at timestamptz,
        arrived_at timestamptz NOT NULL DEFAULT now()
      )`);
    for (const column of ['group_id', 'call_id', 'arrived_at']) {
      await runner.query(`CREATE INDEX idx_otlp_call_part_${column} ON otlp_call_part (${column})`);
    }
    await runner.query(`
      CREATE TABLE otlp_evaluation (
        id uuid PRIMARY KEY,
        keys text[] NOT NULL,
        said jsonb NOT NULL,
        arrived_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX idx_otlp_evaluation_keys ON otlp_evaluation USING gin (keys)');
    await runner.query('CREATE INDEX idx_otlp_evaluation_arrived_at ON otlp_evaluation (arrived_at)');
    await runner.query(`
      CREATE TABLE otlp_counter_point (
        series_id uuid NOT NULL,
        start timestamptz NOT NULL,
        time timestamptz NOT NULL,
        pattern_id uuid NOT NULL,
        cost_usd double precision,
        input_tokens bigint,
        output_tokens bigint,
        is_cumulative boolean NOT NULL,
        is_base boolean NOT NULL DEFAULT false,
        PRIMARY KEY (series_id, start, time)
      )`);
    for (const column of ['time', 'pattern_id']) {
      await runner.query(`CREATE INDEX idx_otlp_counter_point_${column} ON otlp_counter_point (${column})`);
    }
    await runner.query(`
      CREATE TABLE actor_key (
        id boolean PRIMARY KEY DEFAULT true CHECK (id),
        key bytea NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE pattern_feedback, otlp_call_part, otlp_evaluation, otlp_counter_point, actor_key',
    );
  }
}
