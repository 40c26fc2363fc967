import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLevels, createTotals, dropLevels, dropTotals, type RollupFamily } from './keyed-rollup.js';

const LATENCY: RollupFamily = {
  name: 'latency',
  minutes: 'total',
  keys: {
    outcome: 'outcome',
    // Bin k holds the times above 1.1^(k-1) and up to 1.1^k milliseconds; bin -1 holds 0.
    bin: `CASE WHEN execution_time_ms > 0
      THEN ceil(ln(execution_time_ms::double precision) / ln(1.1::double precision))::smallint
      ELSE -1::smallint END`,
  },
  measures: { usages: ['count(*)', 'sum(usages)::bigint'] },
  where: 'execution_time_ms IS NOT NULL',
};

/** Execution times in log-spaced bins, from which quantiles are read at any range. */
export class CreateLatencyRollups1764000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createLevels(runner, LATENCY);
    await createTotals(runner, LATENCY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTotals(runner, LATENCY);
    await dropLevels(runner, LATENCY);
  }
}
