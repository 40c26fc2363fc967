import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One watermark stands for all rollups of a level; the new ones are empty, so all begin again. */
export class DistrustRollups1764000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM rollup_watermark');
  }

  async down(): Promise<void> {
    // What is not trusted is read from the usages: nothing has to be undone.
  }
}
