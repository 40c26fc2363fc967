import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { onStore } from '../store-error.js';
import { withoutTimeout } from '../without-timeout.js';

/** How a job last went. */
export interface JobRun {
  readonly name: string;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly duration_ms: number | null;
  readonly error: string | null;
}

/** A policy of the store; where the store does not run it by itself, it is a job. */
export interface StorePolicy {
  readonly jobId: number;
  readonly name: string;
  readonly everyMs: number;
}

interface PolicyRow {
  readonly job_id: number;
  readonly name: string;
  readonly every_ms: number;
}

const POLICIES = `
  SELECT job_id, 'policy ' || job_id || ': ' || proc_name AS name, schedule_interval,
    (extract(epoch FROM schedule_interval) * 1000)::double precision AS every_ms
  FROM timescaledb_information.jobs WHERE hypertable_name IS NOT NULL AND scheduled`;

const toPolicy = (row: PolicyRow): StorePolicy => ({
  jobId: row.job_id,
  name: row.name,
  everyMs: row.every_ms,
});

/** The jobs' one table: who runs each, and how it went. */
export class JobRepository {
  private readonly holder = randomUUID();

  constructor(private readonly store: DataSource) {}

  /** Milliseconds until a job is due again, by its last end; 0 where it is due. */
  async dueIn(name: string, everyMs: number): Promise<number> {
    const [row] = await onStore(() =>
      this.store.query<{ ms: number }[]>(
        `SELECT (extract(epoch FROM finished_at + $2::interval - now()) * 1000)::double precision AS ms
         FROM job_run WHERE name = $1 AND finished_at IS NOT NULL`,
        [name, `${everyMs} milliseconds`],
      ),
    );
    return Math.max(0, row?.ms ?? 0);
  }

  /**
   * Takes a job for at most `leaseMs`; false where another instance has it, or ended it less than
   * `everyMs` ago.
   */
  async take(name: string, leaseMs: number, everyMs = 0): Promise<boolean> {
    const rows = await onStore(() =>
      this.store.query<unknown[]>(
        `INSERT INTO job_run AS job (name, holder, held_until, started_at)
         VALUES ($1, $2, now() + $3::interval, now())
         ON CONFLICT (name) DO UPDATE
           SET holder = excluded.holder, held_until = excluded.held_until, started_at = excluded.started_at
           WHERE (job.held_until IS NULL OR job.held_until < now() OR job.holder = excluded.holder)
             AND (job.finished_at IS NULL OR job.finished_at + $4::interval <= now())
         RETURNING name`,
        [name, this.holder, `${leaseMs} milliseconds`, `${everyMs} milliseconds`],
      ),
    );
    return rows.length > 0;
  }

  /** Keeps a job that was taken for another `leaseMs`. */
  async renew(name: string, leaseMs: number): Promise<void> {
    await onStore(() =>
      this.store.query(
        `UPDATE job_run SET held_until = now() + $3::interval
         WHERE name = $1 AND holder = $2 AND held_until IS NOT NULL`,
        [name, this.holder, `${leaseMs} milliseconds`],
      ),
    );
  }

  /** Gives a job back and notes how it went. */
  async finish(name: string, durationMs: number, error: string | null): Promise<void> {
    await onStore(() =>
      this.store.query(
        `UPDATE job_run SET held_until = NULL, finished_at = now(), duration_ms = $3, error = $4
         WHERE name = $1 AND holder = $2`,
        [name, this.holder, Math.round(durationMs), error],
      ),
    );
  }

  list(): Promise<JobRun[]> {
    return onStore(() =>
      this.store.query<JobRun[]>(
        'SELECT name, started_at, finished_at, duration_ms, error FROM job_run ORDER BY name',
      ),
    );
  }

  /** The store's policies. */
  async policies(): Promise<StorePolicy[]> {
    const rows = await onStore(() => this.store.query<PolicyRow[]>(`${POLICIES} ORDER BY job_id`));
    return rows.map(toPolicy);
  }

  /** Those that are due by their own schedule, counted from their last run here. */
  async duePolicies(): Promise<StorePolicy[]> {
    const rows = await onStore(() =>
      this.store.query<PolicyRow[]>(
        `SELECT policy.* FROM (${POLICIES}) AS policy
         LEFT JOIN job_run ON job_run.name = policy.name
         WHERE job_run.finished_at IS NULL OR job_run.finished_at + policy.schedule_interval <= now()
         ORDER BY policy.job_id`,
      ),
    );
    return rows.map(toPolicy);
  }

  /** Runs one policy to its end. */
  async runPolicy(jobId: number): Promise<void> {
    await onStore(() =>
      withoutTimeout(this.store, (runner) => runner.query('CALL run_job($1::int)', [jobId])),
    );
  }
}
