import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row a job: who holds it until when, when it last ran, how long, how it ended, how often in a row it failed. */
export class CreateJobRun1765000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE job_run (
        name text PRIMARY KEY,
        holder uuid,
        held_until timestamptz,
        started_at timestamptz,
        finished_at timestamptz,
        duration_ms integer,
        error text,
        failures integer NOT NULL DEFAULT 0
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE job_run');
  }
}
