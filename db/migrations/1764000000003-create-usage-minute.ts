import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createRollup, dropRollup } from './usage-rollup.js';

/** Usages by minute: short-lived, they carry what the hours do not cover yet. */
export class CreateUsageMinute1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createRollup(runner, { name: 'usage_minute', width: '1 minute', from: 'pattern_feedback' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropRollup(runner, 'usage_minute');
  }
}
