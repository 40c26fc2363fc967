import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ROLLUPS } from '../../src/store/rollups/catalogue.js';
import { createRollup, dropRollup } from '../../src/store/rollups/rollup.sql.js';

/** All rollups of the catalogue, empty. */
export class CreateRollups1765000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of ROLLUPS.flatMap(createRollup)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const rollup of [...ROLLUPS].reverse()) await runner.query(dropRollup(rollup));
  }
}
