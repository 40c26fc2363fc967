import type { DataSource } from 'typeorm';
import { NOTE_IS_DUE } from './note.sql.js';
import { onStore } from '../connection/store-error.js';
import { withoutTimeout } from '../connection/without-timeout.js';

/** Notes gone after which the table is tidied at once: what they leave is in every question's way. */
const MANY_NOTES = 10_000;

/** Notes that usages reached a bucket after it was materialised. */
export interface RollupNotes {
  readonly bucket: number;
  readonly count: number;
  /** As PostgreSQL writes an array: they are only handed back. */
  readonly ids: string;
}

/** The notes that tell which hours, and so days and weeks, are stale. */
export class RollupNoteRepository {
  private cleared = 0;

  constructor(private readonly store: DataSource) {}

  /** The oldest notes of stale hours before a time, by bucket in the order of time. */
  async oldest(before: number, limit: number): Promise<RollupNotes[]> {
    const rows = await onStore(() =>
      this.store.query<{ bucket: Date; count: number; ids: string }[]>(
        `SELECT bucket, count(*)::int AS count, array_agg(id)::text AS ids
         FROM (
           SELECT bucket, id FROM rollup_invalidation AS note
           WHERE level = 'hour' AND bucket < $1::timestamptz AND ${NOTE_IS_DUE} ORDER BY bucket LIMIT $2
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
           SELECT FROM rollup_invalidation AS note
           JOIN rollup_watermark AS mark ON mark.level = note.level AND note.bucket < mark.watermark
           WHERE note.level IN ('minute', 'hour') AND ${NOTE_IS_DUE}
         ) AS found`,
      ),
    );
    return row!.found;
  }

  /** Forgets these notes, not those that have come since. */
  async clear(notes: readonly RollupNotes[]): Promise<void> {
    await onStore(() =>
      this.store.query(
        `DELETE FROM rollup_invalidation AS note
         USING unnest($1::timestamptz[], $2::text[]) AS done (bucket, ids)
         WHERE note.level = 'hour' AND note.bucket = done.bucket AND note.id = ANY(done.ids::bigint[])`,
        [notes.map(({ bucket }) => new Date(bucket)), notes.map(({ ids }) => ids)],
      ),
    );
    this.cleared += notes.reduce((total, { count }) => total + count, 0);
    if (this.cleared < MANY_NOTES) return;
    this.cleared = 0;
    await onStore(() => withoutTimeout(this.store, (runner) => runner.query('VACUUM rollup_invalidation')));
  }
}
