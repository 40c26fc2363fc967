import type { DataSource } from 'typeorm';
import { confirmClock } from './confirm-clock.js';
import { onStore } from '../connection/store-error.js';

/** Milliseconds since 1970 UTC. */
export interface RetentionTime {
  /** The database's time. */
  readonly now: number;
  /** The time that what is deleted is old by: a day or two behind. */
  readonly confirmed: number;
}

/** The clock by which what is too old is deleted. */
export class RetentionClock {
  constructor(private readonly store: DataSource) {}

  /** Takes a reading. @returns undefined while none is confirmed: nothing is to be deleted then. */
  async read(): Promise<RetentionTime | undefined> {
    return onStore(() =>
      this.store.transaction(async (transaction) => {
        const [row] = await transaction.query<{ now: Date; latest: Date | null; confirmed: Date | null }[]>(
          `SELECT clock_timestamp() AS now, known.latest, known.confirmed
           FROM (VALUES (1)) AS one LEFT JOIN (SELECT * FROM retention_clock FOR UPDATE) AS known ON true`,
        );
        const now = row!.now.getTime();
        const { latest, confirmed } = confirmClock(
          row!.latest
            ? { latest: row!.latest.getTime(), confirmed: row!.confirmed?.getTime() ?? null }
            : undefined,
          now,
        );
        await transaction.query(
          `INSERT INTO retention_clock (latest, confirmed) VALUES ($1, $2)
           ON CONFLICT (id) DO UPDATE SET latest = excluded.latest, confirmed = excluded.confirmed`,
          [new Date(latest), confirmed === null ? null : new Date(confirmed)],
        );
        return confirmed === null ? undefined : { now, confirmed };
      }),
    );
  }
}
