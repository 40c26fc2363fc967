import type { MigrationInterface, QueryRunner } from 'typeorm';
import { USAGE_TOTALS } from './1764000000012-create-usage-totals.js';
import { createLevel } from './keyed-rollup.js';

const NAME = 'usage_total_minute';

/**
 * Minutes of all patterns together: of the current hour there are sixty, where by pattern there are
 * sixty times as many as are in use. Minutes are trusted again once these are materialised too.
 */
export class CreateUsageTotalMinute1764000000034 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createLevel(runner, USAGE_TOTALS, {
      name: NAME,
      width: '1 minute',
      from: 'usage_minute',
      isTotal: true,
    });
    await runner.query("DELETE FROM rollup_watermark WHERE level = 'minute'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP MATERIALIZED VIEW ${NAME}`);
  }
}
