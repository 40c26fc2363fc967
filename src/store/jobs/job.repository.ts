import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { pauseAfter } from '../connection/pause-after.js';
import { onStore } from '../connection/store-error.js';

/** How a job last went. */
export interface JobRun {
  readonly name: string;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly duration_ms: number | null;
  /** What went wrong, wholly or in part. */
  readonly error: string | null;
  /** How often in a row it did not come to its end. */
  readonly failures: number;
}

/** The jobs' one table: who runs each, and how it went. */
export class JobRepository {
  private readonly holder = randomUUID();

  constructor(private readonly store: DataSource) {}

  /**
   * Milliseconds until a job is due again, by its last end and how often it failed; 0 where it is due. An
   * end in the future is one from before the clock was set back.
   */
  async dueIn(name: string, everyMs: number): Promise<number> {
    const [row] = await onStore(() =>
      this.store.query<{ ago: number; failures: number }[]>(
        `SELECT (extract(epoch FROM now() - finished_at) * 1000)::double precision AS ago, failures
         FROM job_run WHERE name = $1 AND finished_at IS NOT NULL`,
        [name],
      ),
    );
    if (!row || row.ago < 0) return 0;
    return Math.max(0, pauseAfter(everyMs, row.failures) - row.ago);
  }

  /**
   * Takes a job for at most `leaseMs`; false where another instance has it, or ended it less than
   * `everyMs` ago. Nobody can have it for longer than that, whatever the clock said then.
   */
  async take(name: string, leaseMs: number, everyMs = 0): Promise<boolean> {
    const rows = await onStore(() =>
      this.store.query<unknown[]>(
        `INSERT INTO job_run AS job (name, holder, held_until, started_at)
         VALUES ($1, $2, now() + $3::interval, now())
         ON CONFLICT (name) DO UPDATE
           SET holder = excluded.holder, held_until = excluded.held_until, started_at = excluded.started_at
           WHERE (job.held_until IS NULL OR job.held_until < now() OR job.held_until > now() + $3::interval
               OR job.holder = excluded.holder)
             AND (job.finished_at IS NULL OR job.finished_at > now() OR job.finished_at + $4::interval <= now())
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

  /**
   * Gives a job back and notes how it went.
   * @param hasFailed whether it did not come to its end; each time in a row, the pause gets longer.
   */
  async finish(
    name: string,
    durationMs: number,
    error: string | null,
    hasFailed = error !== null,
  ): Promise<void> {
    await onStore(() =>
      this.store.query(
        `UPDATE job_run SET held_until = NULL, finished_at = now(), duration_ms = $3, error = $4,
           failures = CASE WHEN $5 THEN failures + 1 ELSE 0 END
         WHERE name = $1 AND holder = $2`,
        [name, this.holder, Math.round(durationMs), error, hasFailed],
      ),
    );
  }

  /** Gives back a job that was cut off: it stays due. */
  async release(name: string): Promise<void> {
    await onStore(() =>
      this.store.query('UPDATE job_run SET held_until = NULL WHERE name = $1 AND holder = $2', [
        name,
        this.holder,
      ]),
    );
  }

  /** Gives back every job, whoever has it. */
  async freeAll(): Promise<void> {
    await onStore(() =>
      this.store.query('UPDATE job_run SET held_until = NULL WHERE held_until IS NOT NULL'),
    );
  }

  list(): Promise<JobRun[]> {
    return onStore(() =>
      this.store.query<JobRun[]>(
        'SELECT name, started_at, finished_at, duration_ms, error, failures FROM job_run ORDER BY name',
      ),
    );
  }
}
