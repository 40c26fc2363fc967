import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What retention has dropped: of usages ('usage') and of each level, everything before dropped_before may
 * be gone. And the clock as retention last read it. TimescaleDB's own policies dropped by the clock alone,
 * computed or not; where they may have, what is there begins with the oldest chunk.
 */
export class CreateRetentionState1764000000048 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE retention_edge (
        source text PRIMARY KEY,
        dropped_before timestamptz NOT NULL
      )`);
    await runner.query(`
      INSERT INTO retention_edge (source, dropped_before)
      SELECT source.name, min(chunk.range_start)
      FROM (VALUES ('usage', 'pattern_feedback'), ('hour', 'usage_hour'), ('day', 'usage_day'))
        AS source (name, relation)
      LEFT JOIN timescaledb_information.continuous_aggregates AS rollup ON rollup.view_name = source.relation
      JOIN timescaledb_information.chunks AS chunk
        ON chunk.hypertable_name = coalesce(rollup.materialization_hypertable_name, source.relation)
      WHERE EXISTS (
        SELECT FROM timescaledb_information.jobs AS policy
        WHERE policy.proc_name = 'policy_retention' AND policy.hypertable_name IN (chunk.hypertable_name, source.relation)
      )
      GROUP BY source.name`);
    await runner.query(`
      CREATE TABLE retention_clock (
        id boolean PRIMARY KEY DEFAULT true CHECK (id),
        latest timestamptz NOT NULL,
        confirmed timestamptz
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE retention_edge, retention_clock');
  }
}
