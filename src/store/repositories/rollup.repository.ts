import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Retention } from '../../config/config.js';
import { DAY_MS, type TimeRange } from '../../common/time-range.js';
import {
  bucketWidth,
  ceilToBucket,
  floorToBucket,
  type ReadLevel,
  type RollupLevel,
} from '../rollup-level.js';
import { relationsOf } from '../rollup-relation.js';
import { retryDeadlock } from '../retry-deadlock.js';
import { onStore } from '../store-error.js';
import {
  BEGIN_TICKS,
  CLEAR_TICKS,
  FILL_TICKS,
  LOCK_TICKS,
  TAKE_TICK_NOTES,
  TRUST_TICKS,
} from '../tick.sql.js';
import { YOUNG_MS } from '../usage-write.sql.js';
import { withoutTimeout } from '../without-timeout.js';

const LONGEST_WRITE_MS = 60_000;
const WRITE_LOOK_MS = 50;

/** Notes gone after which the table is tidied at once: what they leave is in every question's way. */
const MANY_NOTES = 10_000;

/** Notes that usages reached a bucket after it was materialised. */
export interface Invalidation {
  readonly bucket: number;
  readonly count: number;
  /** As PostgreSQL writes an array: they are only handed back. */
  readonly ids: string;
}

interface TickState {
  readonly completeFrom: Date;
  readonly watermark: Date;
  readonly minutes: Date | null;
}

/** Moves the rollups on, and tells how far they are. */
export class RollupRepository {
  private cleared = 0;

  constructor(
    private readonly store: DataSource,
    private readonly retention: Retention,
  ) {}

  /** The database's time in milliseconds: what is young or late is told by its clock alone. */
  async now(): Promise<number> {
    const [row] = await onStore(() => this.store.query<{ now: Date }[]>('SELECT clock_timestamp() AS now'));
    return row!.now.getTime();
  }

  /** Up to where a level is materialised, in milliseconds; undefined before its first time. */
  async watermark(level: RollupLevel): Promise<number | undefined> {
    const [row] = await onStore(() =>
      this.store.query<{ watermark: Date }[]>('SELECT watermark FROM rollup_watermark WHERE level = $1', [
        level,
      ]),
    );
    return row?.watermark.getTime();
  }

  /** What to materialise of a level is there for sure from here on; -Infinity: from the beginning. */
  refreshableFrom(level: RollupLevel, now: number): number {
    const { retention } = this;
    const kept = {
      minute: retention.minute - DAY_MS,
      hour: retention.raw,
      day: retention.hour,
      week: retention.day,
    }[level];
    return kept === undefined ? -Infinity : ceilToBucket(now - kept, level);
  }

  /** The end of what may be materialised: all that is not young any more. */
  refreshableTo(level: ReadLevel, now: number): number {
    return floorToBucket(now - YOUNG_MS, level);
  }

  /**
   * Waits until the writes have ended that are under way, not for those that begin meanwhile.
   * @throws Error where one of them takes longer than a minute.
   */
  async writesEnded(): Promise<void> {
    const end = Date.now() + LONGEST_WRITE_MS;
    for (let open = await this.openWrites(); open.length > 0;) {
      if (Date.now() > end)
        throw new Error(`A write to the usages has been open for ${LONGEST_WRITE_MS / 1000} s.`);
      await sleep(WRITE_LOOK_MS);
      const still = new Set(await this.openWrites());
      open = open.filter((transaction) => still.has(transaction));
    }
  }

  /** The transactions that write usages: each holds this lock from before it reads the clock to its end. */
  private async openWrites(): Promise<string[]> {
    const rows = await onStore(() =>
      this.store.query<{ transaction: string }[]>(
        `SELECT virtualtransaction AS transaction FROM pg_locks
         WHERE locktype = 'relation' AND relation = 'pattern_feedback'::regclass AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()`,
      ),
    );
    return rows.map(({ transaction }) => transaction);
  }

  /** The time of the oldest usage in milliseconds; undefined where there is none. */
  async oldestUsage(): Promise<number | undefined> {
    const [row] = await onStore(() =>
      this.store.query<{ oldest: Date | null }[]>('SELECT min(created_at) AS oldest FROM pattern_feedback'),
    );
    return row!.oldest?.getTime();
  }

  /** How many usages lie in a range. */
  async countUsages({ from, to }: TimeRange): Promise<number> {
    const [row] = await onStore(() =>
      this.store.query<{ count: string }[]>(
        'SELECT count(*) FROM pattern_feedback WHERE created_at >= $1 AND created_at < $2',
        [new Date(from), new Date(to)],
      ),
    );
    return Number(row!.count);
  }

  /**
   * Materialises what changed in these buckets in every rollup of the level; the range must lie on
   * the level's buckets. A policy that refreshes the same rollup at the same time can deadlock with it.
   */
  async refresh(level: RollupLevel, { from, to }: TimeRange): Promise<void> {
    const statement = 'CALL refresh_continuous_aggregate($1::regclass, $2::timestamptz, $3::timestamptz)';
    for (const relation of relationsOf(level)) {
      const values = [relation, new Date(from), new Date(to)];
      await onStore(() =>
        retryDeadlock(() => withoutTimeout(this.store, (runner) => runner.query(statement, values))),
      );
    }
  }

  /**
   * Notes that a level is materialised up to `watermark`; it never goes back. Minutes are trusted
   * from `refreshableFrom` on, because older ones are dropped; what is older than that of the other
   * levels can be read nowhere else, so they are trusted from the beginning.
   */
  async advance(level: RollupLevel, watermark: number, now: number): Promise<void> {
    const from = level === 'minute' ? new Date(this.refreshableFrom(level, now)) : '-infinity';
    await onStore(() =>
      this.store.query(
        `INSERT INTO rollup_watermark AS known (level, complete_from, watermark)
         VALUES ($1, $2::timestamptz, $3::timestamptz)
         ON CONFLICT (level) DO UPDATE SET
           complete_from = greatest(known.complete_from, excluded.complete_from),
           watermark = greatest(known.watermark, excluded.watermark)`,
        [level, from, new Date(watermark)],
      ),
    );
  }

  /**
   * Counts what no minute holds yet into ticks, up to `to` (milliseconds, on a tick), and counts again
   * those that late usages reached; nothing before minutes have a watermark. It is done as a whole: who
   * no longer sees a note sees its tick filled again.
   */
  async fillTicks(to: number): Promise<void> {
    await onStore(() =>
      this.store.transaction(async (transaction) => {
        await transaction.query(BEGIN_TICKS);
        const [known] = await transaction.query<TickState[]>(LOCK_TICKS);
        if (!known?.minutes) return;
        const { completeFrom, watermark, minutes } = known;
        const from = minutes > watermark ? minutes : watermark;
        const end = Math.max(to, watermark.getTime());
        const noted = await transaction.query<{ bucket: Date }[]>(TAKE_TICK_NOTES, [new Date(end)]);
        const stale = noted
          .filter(({ bucket }) => bucket >= minutes && bucket < from)
          .map(({ bucket }) => ({ lower: bucket, upper: new Date(bucket.getTime() + bucketWidth('tick')) }));
        const spans = from.getTime() < end ? [...stale, { lower: from, upper: new Date(end) }] : stale;
        const edges = [spans.map(({ lower }) => lower), spans.map(({ upper }) => upper)];
        await transaction.query(CLEAR_TICKS, [...edges, new Date(end)]);
        if (spans.length > 0) await transaction.query(FILL_TICKS, edges);
        // What the minutes have passed meanwhile was counted into no tick.
        await transaction.query(TRUST_TICKS, [from > watermark ? from : completeFrom, new Date(end)]);
      }),
    );
  }

  /** The oldest notes of stale buckets before a time, by bucket in the order of time. */
  async invalidations(level: 'minute' | 'hour', before: number, limit: number): Promise<Invalidation[]> {
    const rows = await onStore(() =>
      this.store.query<{ bucket: Date; count: number; ids: string }[]>(
        `SELECT bucket, count(*)::int AS count, array_agg(id)::text AS ids
         FROM (
           SELECT bucket, id FROM rollup_invalidation
           WHERE level = $1 AND bucket < $2::timestamptz ORDER BY bucket LIMIT $3
         ) AS oldest
         GROUP BY bucket ORDER BY bucket`,
        [level, new Date(before), limit],
      ),
    );
    return rows.map((row) => ({ ...row, bucket: row.bucket.getTime() }));
  }

  /** Whether any bucket below its level's watermark is stale. */
  async hasInvalidations(): Promise<boolean> {
    const [row] = await onStore(() =>
      this.store.query<{ found: boolean }[]>(
        `SELECT EXISTS (
           SELECT FROM rollup_invalidation AS note
           JOIN rollup_watermark AS mark ON mark.level = note.level AND note.bucket < mark.watermark
           WHERE note.level <> 'tick'
         ) AS found`,
      ),
    );
    return row!.found;
  }

  /** Forgets these notes, not those that have come since. */
  async clear(level: 'minute' | 'hour', invalidations: readonly Invalidation[]): Promise<void> {
    await onStore(() =>
      this.store.query(
        `DELETE FROM rollup_invalidation AS note
         USING unnest($2::timestamptz[], $3::text[]) AS done (bucket, ids)
         WHERE note.level = $1 AND note.bucket = done.bucket AND note.id = ANY(done.ids::bigint[])`,
        [level, invalidations.map(({ bucket }) => new Date(bucket)), invalidations.map(({ ids }) => ids)],
      ),
    );
    this.cleared += invalidations.reduce((total, { count }) => total + count, 0);
    if (this.cleared < MANY_NOTES) return;
    this.cleared = 0;
    await onStore(() => withoutTimeout(this.store, (runner) => runner.query('VACUUM rollup_invalidation')));
  }
}
