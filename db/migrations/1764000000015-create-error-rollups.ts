import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLevels, dropLevels, type RollupFamily } from './keyed-rollup.js';

const ERROR: RollupFamily = {
  name: 'error',
  minutes: 'by pattern',
  keys: { error: 'coalesce(error_fingerprint, left(error_message, 256))' },
  measures: {
    usages: ['count(*)', 'sum(usages)::bigint'],
    first_used: ['min(created_at)', 'min(first_used)'],
    last_used: ['max(created_at)', 'max(last_used)'],
  },
  where: 'error_message IS NOT NULL',
};

/** Usages with an error message, by the message's fingerprint. */
export class CreateErrorRollups1764000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createLevels(runner, ERROR);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropLevels(runner, ERROR);
  }
}
