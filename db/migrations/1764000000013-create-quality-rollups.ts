import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLevels, createTotals, dropLevels, dropTotals, type RollupFamily } from './keyed-rollup.js';

const QUALITY: RollupFamily = {
  name: 'quality',
  minutes: 'total',
  keys: {
    outcome: 'outcome',
    // Twenty bins of 0.05, the last with 1 in it; null without a quality.
    bin: 'CASE WHEN quality_score IS NOT NULL THEN least(floor(quality_score * 20), 19)::smallint END',
  },
  measures: {
    usages: ['count(*)', 'sum(usages)::bigint'],
    quality_sum: ['sum(quality_score)', 'sum(quality_sum)'],
    quality_sum_squares: ['sum(quality_score * quality_score)', 'sum(quality_sum_squares)'],
    quality_min: ['min(quality_score)', 'min(quality_min)'],
    quality_max: ['max(quality_score)', 'max(quality_max)'],
    execution_count: ['count(execution_time_ms)', 'sum(execution_count)::bigint'],
    execution_sum: ['sum(execution_time_ms)', 'sum(execution_sum)::bigint'],
    execution_sum_squares: [
      'sum(execution_time_ms::double precision * execution_time_ms)',
      'sum(execution_sum_squares)',
    ],
    execution_min: ['min(execution_time_ms)', 'min(execution_min)'],
    execution_max: ['max(execution_time_ms)', 'max(execution_max)'],
    first_used: ['min(created_at)', 'min(first_used)'],
    last_used: ['max(created_at)', 'max(last_used)'],
  },
};

/** Usages by outcome and quality: a histogram, and what answers questions about some outcomes only. */
export class CreateQualityRollups1764000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createLevels(runner, QUALITY);
    await createTotals(runner, QUALITY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTotals(runner, QUALITY);
    await dropLevels(runner, QUALITY);
  }
}
