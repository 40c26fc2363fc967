import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What of the rollups may be trusted: a level's buckets from complete_from to its watermark are all
 * materialised, but for those in rollup_invalidation, which a usage reached after they were.
 */
export class CreateRollupState1764000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE rollup_watermark (
        level text PRIMARY KEY,
        complete_from timestamptz NOT NULL,
        watermark timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE rollup_invalidation (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        level text NOT NULL,
        bucket timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rollup_invalidation');
    await runner.query('DROP TABLE rollup_watermark');
  }
}
