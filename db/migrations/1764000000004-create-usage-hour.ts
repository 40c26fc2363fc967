import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createRollup, dropRollup } from './usage-rollup.js';

/** Usages by UTC hour, from the usages themselves, so that minutes may be dropped. */
export class CreateUsageHour1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createRollup(runner, { name: 'usage_hour', width: '1 hour', from: 'pattern_feedback' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropRollup(runner, 'usage_hour');
  }
}
