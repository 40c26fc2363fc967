import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row a pattern that was used of late: how well it works and where it is going, as last computed. */
export class CreatePatternAssessment1764000000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE pattern_assessment (
        pattern_id uuid PRIMARY KEY,
        computed_at timestamptz NOT NULL,
        range_hours integer NOT NULL,
        usages bigint NOT NULL,
        successes bigint NOT NULL,
        score double precision NOT NULL,
        confidence double precision NOT NULL,
        recommendation text NOT NULL,
        success_lower double precision NOT NULL,
        success_upper double precision NOT NULL,
        average_quality double precision,
        success_direction text NOT NULL,
        success_velocity double precision NOT NULL,
        success_p double precision,
        success_days integer NOT NULL,
        quality_direction text NOT NULL,
        quality_velocity double precision NOT NULL,
        quality_p double precision,
        quality_days integer NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE pattern_assessment');
  }
}
