import type { DataSource, EntityManager } from 'typeorm';
import { WAITS } from './invalidation.sql.js';
import { onStore } from '../connection/store-error.js';

/** First and longest pause before a bucket that could not be computed is tried again. */
const FIRST_PAUSE = '10 seconds';
const MAX_PAUSE = '10 minutes';

/** How many of them are told of in words. */
const TOLD = 3;

/** The rollups' buckets that could not be computed. */
export class RollupFailureRepository {
  constructor(private readonly store: DataSource) {}

  /**
   * Invalidates a bucket (milliseconds) and records that computing it failed.
   * @param what what failed and why, in words.
   */
  async record(
    level: 'minute' | 'hour',
    bucket: number,
    what: string,
    connection: DataSource | EntityManager = this.store,
  ): Promise<void> {
    await onStore(() =>
      connection.query(
        `WITH invalidated AS (
           INSERT INTO rollup_invalidation (level, bucket) VALUES ($1, $2::timestamptz)
         )
         INSERT INTO rollup_failure AS known (level, bucket, what, attempts, retry_at)
         VALUES ($1, $2::timestamptz, $3, 1, now() + INTERVAL '${FIRST_PAUSE}')
         ON CONFLICT (level, bucket) DO UPDATE SET
           what = excluded.what,
           attempts = known.attempts + 1,
           retry_at = now() + least(
             INTERVAL '${FIRST_PAUSE}' * 2 ^ least(known.attempts, 10), INTERVAL '${MAX_PAUSE}')`,
        [level, new Date(bucket), what],
      ),
    );
  }

  /** Forgets these buckets, which have been computed. */
  async forget(
    level: 'minute' | 'hour',
    buckets: readonly number[],
    connection: DataSource | EntityManager = this.store,
  ): Promise<void> {
    await onStore(() =>
      connection.query('DELETE FROM rollup_failure WHERE level = $1 AND bucket = ANY($2::timestamptz[])', [
        level,
        buckets.map((bucket) => new Date(bucket)),
      ]),
    );
  }

  /** The hours (milliseconds) that are not to be tried again yet. */
  async waitingHours(): Promise<number[]> {
    const rows = await onStore(() =>
      this.store.query<{ bucket: Date }[]>(
        `SELECT bucket FROM rollup_failure AS failed WHERE level = 'hour' AND ${WAITS}`,
      ),
    );
    return rows.map(({ bucket }) => bucket.getTime());
  }

  /** What cannot be computed at the moment: the oldest in words, and how many there are beside. */
  async inWords(): Promise<string[]> {
    const rows = await onStore(() =>
      this.store.query<{ what: string; total: number }[]>(
        `SELECT what, (count(*) OVER ())::int AS total FROM rollup_failure ORDER BY bucket, level LIMIT ${TOLD}`,
      ),
    );
    const beside = (rows[0]?.total ?? 0) - rows.length;
    return [...rows.map(({ what }) => what), ...(beside > 0 ? [`and ${beside} more`] : [])];
  }
}
