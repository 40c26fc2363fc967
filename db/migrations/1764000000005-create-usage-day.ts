import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createRollup, dropRollup } from './usage-rollup.js';

/** Usages by UTC day. */
export class CreateUsageDay1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createRollup(runner, { name: 'usage_day', width: '1 day', from: 'usage_hour' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropRollup(runner, 'usage_day');
  }
}
