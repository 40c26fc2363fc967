import type { DataSource } from 'typeorm';
import { INVALIDATION_IS_DUE } from './invalidation.sql.js';
import { onStore } from '../connection/store-error.js';
import { withoutTimeout } from '../connection/without-timeout.js';

/** Invalidations gone after which the table is tidied at once: what they leave is in every question's way. */
const MANY_INVALIDATIONS = 10_000;

/** The invalidations of one bucket, which usages reached after it was materialised. */
export interface BucketInvalidations {
  readonly bucket: number;
  readonly count: number;
  /** As PostgreSQL writes an array: they are only handed back. */
  readonly ids: string;
}

/** The invalidations that tell which hours, and so days and weeks, are stale. */
export class InvalidationRepository {
  private cleared = 0;

  constructor(private readonly store: DataSource) {}

  /** The oldest invalidations of stale hours before a time, by bucket in the order of time. */
  async oldest(before: number, limit: number): Promise<BucketInvalidations[]> {
    const rows = await onStore(() =>
      this.store.query<{ bucket: Date; count: number; ids: string }[]>(
        `SELECT bucket, count(*)::int AS count, array_agg(id)::text AS ids
         FROM (
           SELECT bucket, id FROM rollup_invalidation AS invalidation
           WHERE level = 'hour' AND bucket < $1::timestamptz AND ${INVALIDATION_IS_DUE} ORDER BY bucket LIMIT $2
         ) AS oldest
         GROUP BY bucket ORDER BY bucket`,
        [new Date(before), limit],
      ),
    );
    return rows.map((row) => ({ ...row, bucket: row.bucket.getTime() }));
  }

  /** Whether any hour below the watermark is stale. */
  async hasAny(): Promise<boolean> {
    const [row] = await onStore(() =>
      this.store.query<{ found: boolean }[]>(
        `SELECT EXISTS (
           SELECT FROM rollup_invalidation AS invalidation
           JOIN rollup_watermark AS mark ON mark.level = invalidation.level AND invalidation.bucket < mark.watermark
           WHERE invalidation.level IN ('minute', 'hour') AND ${INVALIDATION_IS_DUE}
         ) AS found`,
      ),
    );
    return row!.found;
  }

  /** Forgets these invalidations, not those that have come since. */
  async clear(invalidations: readonly BucketInvalidations[]): Promise<void> {
    await onStore(() =>
      this.store.query(
        `DELETE FROM rollup_invalidation AS invalidation
         USING unnest($1::timestamptz[], $2::text[]) AS done (bucket, ids)
         WHERE invalidation.level = 'hour' AND invalidation.bucket = done.bucket AND invalidation.id = ANY(done.ids::bigint[])`,
        [invalidations.map(({ bucket }) => new Date(bucket)), invalidations.map(({ ids }) => ids)],
      ),
    );
    this.cleared += invalidations.reduce((total, { count }) => total + count, 0);
    if (this.cleared < MANY_INVALIDATIONS) return;
    this.cleared = 0;
    await onStore(() => withoutTimeout(this.store, (runner) => runner.query('VACUUM rollup_invalidation')));
  }
}
