import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What came in, counted by minute of arrival and source, and what of OpenTelemetry no mapping takes, by its name, to which all
 * instances add. A writer is a
 * process; by the number of what it added last it is known whether it sends the same once more.
 */
export class CreateIngestionCounts1765000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ingestion_minute (
        minute timestamptz NOT NULL,
        source text NOT NULL,
        stored bigint NOT NULL,
        amended bigint NOT NULL,
        duplicates bigint NOT NULL,
        late bigint NOT NULL,
        ignored bigint NOT NULL,
        rejected bigint NOT NULL,
        PRIMARY KEY (minute, source)
      )`);
    await runner.query(`
      CREATE TABLE ingestion_refusal (
        minute timestamptz NOT NULL,
        source text NOT NULL,
        code text NOT NULL,
        rejected bigint NOT NULL,
        PRIMARY KEY (minute, source, code)
      )`);
    await runner.query(`
      CREATE TABLE ingestion_unmapped (
        kind text NOT NULL,
        name text NOT NULL,
        service text,
        attributes jsonb NOT NULL,
        count bigint NOT NULL,
        first_seen timestamptz NOT NULL,
        last_seen timestamptz NOT NULL,
        PRIMARY KEY (kind, name)
      )`);
    await runner.query(`
      CREATE TABLE ingestion_writer (
        id uuid PRIMARY KEY,
        number bigint NOT NULL,
        written_at timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE ingestion_minute, ingestion_refusal, ingestion_unmapped, ingestion_writer',
    );
  }
}
