import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTotals, dropTotals, type RollupFamily } from './keyed-rollup.js';

const summed = (column: string): [string, string] => ['', `sum(${column})::bigint`];

export const USAGE_TOTALS: RollupFamily = {
  name: 'usage',
  keys: {},
  measures: {
    usages: summed('usages'),
    successes: summed('successes'),
    success_outcomes: summed('success_outcomes'),
    partial_success_outcomes: summed('partial_success_outcomes'),
    failure_outcomes: summed('failure_outcomes'),
    error_outcomes: summed('error_outcomes'),
    quality_count: summed('quality_count'),
    quality_sum: ['', 'sum(quality_sum)'],
    quality_sum_squares: ['', 'sum(quality_sum_squares)'],
    quality_min: ['', 'min(quality_min)'],
    quality_max: ['', 'max(quality_max)'],
    execution_count: summed('execution_count'),
    execution_sum: summed('execution_sum'),
    execution_sum_squares: ['', 'sum(execution_sum_squares)'],
    execution_min: ['', 'min(execution_min)'],
    execution_max: ['', 'max(execution_max)'],
    first_used: ['', 'min(first_used)'],
    last_used: ['', 'max(last_used)'],
  },
};

/** Usages of all patterns together: what is asked most must not read every pattern's buckets. */
export class CreateUsageTotals1764000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTotals(runner, USAGE_TOTALS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTotals(runner, USAGE_TOTALS);
  }
}
