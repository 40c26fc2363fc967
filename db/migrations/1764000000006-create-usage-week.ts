import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createRollup, dropRollup } from './usage-rollup.js';

/** Usages by week from Monday 00:00 UTC. */
export class CreateUsageWeek1764000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createRollup(runner, { name: 'usage_week', width: '1 week', from: 'usage_day' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropRollup(runner, 'usage_week');
  }
}
