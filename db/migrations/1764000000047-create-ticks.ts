import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of each tick, the rollup by minute that has the same columns, and its indexes. */
const TICKS: Readonly<Record<string, readonly [like: string, indexes: readonly string[]]>> = {
  usage_tick: ['usage_minute', ['bucket', 'pattern_id, bucket']],
  usage_total_tick: ['usage_total_minute', ['bucket']],
  quality_total_tick: ['quality_total_minute', ['bucket']],
  latency_total_tick: ['latency_total_minute', ['bucket']],
  error_tick: ['error_minute', ['bucket', 'pattern_id, bucket']],
};

/**
 * Five seconds each of what is too young for a minute. Without them every question about now reads the
 * usages of up to a minute and a half. They are plain tables, filled by a job and soon dropped.
 */
export class CreateTicks1764000000047 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, [like, indexes]] of Object.entries(TICKS)) {
      await runner.query(`CREATE TABLE ${name} (LIKE ${like})`);
      for (const columns of indexes) await runner.query(`CREATE INDEX ON ${name} (${columns})`);
      await runner.query(`
        ALTER TABLE ${name} SET (
          autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("DELETE FROM rollup_watermark WHERE level = 'tick'");
    for (const name of Object.keys(TICKS)) await runner.query(`DROP TABLE ${name}`);
  }
}
