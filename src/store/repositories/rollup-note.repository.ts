import type { DataSource } from 'typeorm';
import { WAITS } from '../rollup-failure.sql.js';
import { onStore } from '../store-error.js';
import { withoutTimeout } from '../without-timeout.js';

/** Notes gone after which the table is tidied at once: what they leave is in every question's way. */
const MANY_NOTES = 10_000;

/** Of a note: not one of a bucket that failed and is not to be tried again yet. */
const IS_DUE = `NOT EXISTS (
  SELECT FROM rollup_failure AS failed
  WHERE failed.level = note.level AND failed.bucket = note.bucket AND ${WAITS})`;

/** Notes that usages reached a bucket after it was materialised. */
export interface RollupNotes {
  readonly bucket: number;
  readonly count: number;
  /** As PostgreSQL writes an array: they are only handed back. */
  readonly ids: string;
}

/** The notes that tell which buckets of the rollups are stale. */
export class RollupNoteRepository {
  private cleared = 0;

  constructor(private readonly store: DataSource) {}

  /** The oldest notes of stale buckets before a time, by bucket in the order of time. */
  async oldest(level: 'minute' | 'hour', before: number, limit: number): Promise<RollupNotes[]> {
    const rows = await onStore(() =>
      this.store.query<{ bucket: Date; count: number; ids: string }[]>(
        `SELECT bucket, count(*)::int AS count, array_agg(id)::text AS ids
         FROM (
           SELECT bucket, id FROM rollup_invalidation AS note
           WHERE level = $1 AND bucket < $2::timestamptz AND ${IS_DUE} ORDER BY bucket LIMIT $3
         ) AS oldest
         GROUP BY bucket ORDER BY bucket`,
        [level, new Date(before), limit],
      ),
    );
    return rows.map((row) => ({ ...row, bucket: row.bucket.getTime() }));
  }

  /** Whether any bucket below its level's watermark is stale. */
  async hasAny(): Promise<boolean> {
    const [row] = await onStore(() =>
      this.store.query<{ found: boolean }[]>(
        `SELECT EXISTS (
           SELECT FROM rollup_invalidation AS note
           JOIN rollup_watermark AS mark ON mark.level = note.level AND note.bucket < mark.watermark
           WHERE note.level <> 'tick' AND ${IS_DUE}
         ) AS found`,
      ),
    );
    return row!.found;
  }

  /** Forgets these notes, not those that have come since. */
  async clear(level: 'minute' | 'hour', notes: readonly RollupNotes[]): Promise<void> {
    await onStore(() =>
      this.store.query(
        `DELETE FROM rollup_invalidation AS note
         USING unnest($2::timestamptz[], $3::text[]) AS done (bucket, ids)
         WHERE note.level = $1 AND note.bucket = done.bucket AND note.id = ANY(done.ids::bigint[])`,
        [level, notes.map(({ bucket }) => new Date(bucket)), notes.map(({ ids }) => ids)],
      ),
    );
    this.cleared += notes.reduce((total, { count }) => total + count, 0);
    if (this.cleared < MANY_NOTES) return;
    this.cleared = 0;
    await onStore(() => withoutTimeout(this.store, (runner) => runner.query('VACUUM rollup_invalidation')));
  }
}
