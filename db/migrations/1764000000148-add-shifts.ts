import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = ['success', 'quality'].flatMap((what) => [
  [`${what}_shift_days`, 'integer'],
  [`${what}_shift_mean`, 'double precision'],
  [`${what}_shift_before`, 'double precision'],
]);

/** How far a pattern that changes has moved: its last days against those before. */
export class AddShifts1764000000148 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const added = COLUMNS.map(([name, type]) => `ADD COLUMN ${name} ${type}`).join(', ');
    await runner.query(`ALTER TABLE pattern_assessment ${added}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const dropped = COLUMNS.map(([name]) => `DROP COLUMN ${name}`).join(', ');
    await runner.query(`ALTER TABLE pattern_assessment ${dropped}`);
  }
}
