import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import type { Retention } from '../../config/config.js';
import { reasonOf } from '../../common/reason-of.js';
import { DAY_MS, formatTime, type TimeRange } from '../../common/time-range.js';
import {
  bucketWidth,
  ceilToBucket,
  floorToBucket,
  READ_LEVELS,
  type ReadLevel,
  ROLLUP_LEVELS,
  type RollupLevel,
} from '../rollup-level.js';
import { RollupEdit } from '../rollup-edit.js';
import { retryDeadlock } from '../retry-deadlock.js';
import { onStore } from '../store-error.js';
import type { ChunkRepository } from './chunk.repository.js';
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

const PENDING = '_timescaledb_catalog.continuous_aggs_materialization_ranges';

/** What each level is materialised from. */
const BUILT_FROM: Readonly<Record<RollupLevel, 'usage' | RollupLevel>> = {
  minute: 'usage',
  hour: 'usage',
  day: 'hour',
  week: 'day',
};

interface Span {
  readonly lower: Date;
  readonly upper: Date;
}

interface TickState {
  readonly completeFrom: Date;
  readonly watermark: Date;
  readonly minutes: Date | null;
}

/** Moves the rollups on, and tells how far they are. */
export class RollupRepository {
  constructor(
    private readonly store: DataSource,
    private readonly retention: Retention,
    private readonly chunks: ChunkRepository,
  ) {}

  /** The database's time in milliseconds: what is young or late is told by its clock alone. */
  async now(connection: DataSource | EntityManager = this.store): Promise<number> {
    const [row] = await onStore(() => connection.query<{ now: Date }[]>('SELECT clock_timestamp() AS now'));
    return row!.now.getTime();
  }

  /** Of a level what is materialised, in milliseconds; undefined before its first time. */
  async trusted(level: RollupLevel): Promise<TimeRange | undefined> {
    const [row] = await onStore(() =>
      this.store.query<TimeRange[]>(
        `SELECT (extract(epoch FROM complete_from) * 1000)::double precision AS "from",
           (extract(epoch FROM watermark) * 1000)::double precision AS "to"
         FROM rollup_watermark WHERE level = $1`,
        [level],
      ),
    );
    return row;
  }

  /** Minutes are kept, and so trusted and materialised, from here on. */
  minutesFrom(now: number): number {
    return ceilToBucket(now - this.retention.minute + DAY_MS, 'minute');
  }

  /** What to materialise of a level is there from here on (milliseconds); -Infinity: from the beginning. */
  async sourceFrom(level: RollupLevel): Promise<number> {
    const [row] = await onStore(() =>
      this.store.query<{ dropped_before: Date }[]>(
        'SELECT dropped_before FROM retention_edge WHERE source = $1',
        [BUILT_FROM[level]],
      ),
    );
    return row ? ceilToBucket(row.dropped_before.getTime(), level) : -Infinity;
  }

  /**
   * Up to where everything that is built of usages, or of a level, is computed (milliseconds): before it,
   * nothing of them will be read again to refresh another.
   */
  async computedBefore(source: 'usage' | RollupLevel): Promise<number> {
    const built = ROLLUP_LEVELS.filter((level) => BUILT_FROM[level] === source);
    if (built.length === 0) return Infinity;
    const rows = await onStore(() =>
      this.store.query<{ level: RollupLevel; watermark: Date | null; noted: Date | null }[]>(
        `SELECT built.level, mark.watermark, (
           SELECT min(bucket) FROM rollup_invalidation AS note
           WHERE note.level = CASE built.level WHEN 'minute' THEN 'minute' ELSE 'hour' END
         ) AS noted
         FROM unnest($1::text[]) AS built (level)
         LEFT JOIN rollup_watermark AS mark ON mark.level = built.level`,
        [built],
      ),
    );
    return rows.reduce((least, { level, watermark, noted }) => {
      const stale = noted === null ? Infinity : floorToBucket(noted.getTime(), level);
      return Math.min(least, watermark?.getTime() ?? -Infinity, stale);
    }, Infinity);
  }

  /** Notes, before it is dropped, that of a source nothing before `time` (milliseconds) may be relied on. */
  async noteDropped(source: 'usage' | RollupLevel, time: number): Promise<void> {
    await onStore(() =>
      this.store.query(
        `WITH minutes AS (
           UPDATE rollup_watermark SET complete_from = greatest(complete_from, $2::timestamptz)
           WHERE $1 = 'minute' AND level = 'minute'
         )
         INSERT INTO retention_edge AS known (source, dropped_before) VALUES ($1, $2::timestamptz)
         ON CONFLICT (source) DO UPDATE SET
           dropped_before = greatest(known.dropped_before, excluded.dropped_before)`,
        [source, new Date(time)],
      ),
    );
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

  /** Materialises what changed of a rollup in these buckets, on which the range must lie. */
  async refresh(relation: string, { from, to }: TimeRange): Promise<void> {
    await this.cover(relation, { from, to });
    const statement = 'CALL refresh_continuous_aggregate($1::regclass, $2::timestamptz, $3::timestamptz)';
    const values = [relation, new Date(from), new Date(to)];
    await onStore(() =>
      retryDeadlock(() => withoutTimeout(this.store, (runner) => runner.query(statement, values))),
    );
  }

  /** The same whatever TimescaleDB has noted of earlier attempts; all of it happens or nothing. */
  async computeAnew(relation: string, range: TimeRange): Promise<void> {
    await this.cover(relation, range);
    await onStore(() =>
      withoutTimeout(this.store, async (runner) => {
        await runner.startTransaction();
        try {
          await runner.query('SET LOCAL timescaledb.max_tuples_decompressed_per_dml_transaction = 0');
          await (await RollupEdit.within(runner.manager)).computeAnew(relation, range);
          await runner.commitTransaction();
        } catch (error) {
          await runner.rollbackTransaction();
          throw error;
        }
      }),
    );
  }

  /** Minutes have short chunks, as they are soon dropped. */
  private async cover(relation: string, range: TimeRange): Promise<void> {
    if (!relation.endsWith('_minute')) await this.chunks.coverRollup(relation, range);
  }

  /**
   * The rollups with a refresh that was begun and never ended, as it failed or its process died, and the
   * range of it. Until TimescaleDB has done it, another refresh in that range fails with it or does nothing.
   */
  async unfinished(): Promise<Map<string, TimeRange>> {
    const [known] = await onStore(() =>
      this.store.query<{ table: string | null }[]>(`SELECT to_regclass('${PENDING}')::text AS "table"`),
    );
    if (known!.table === null) return new Map();
    const rows = await onStore(() =>
      this.store.query<{ relation: string; from: number; to: number }[]>(
        `SELECT rollup.user_view_name AS relation, (min(lowest_modified_value) / 1000)::double precision AS "from",
           (max(greatest_modified_value) / 1000)::double precision AS "to"
         FROM ${PENDING} AS pending
         JOIN _timescaledb_catalog.continuous_agg AS rollup ON rollup.mat_hypertable_id = pending.materialization_id
         GROUP BY rollup.user_view_name`,
      ),
    );
    return new Map(rows.map(({ relation, from, to }) => [relation, { from, to }]));
  }

  /**
   * Takes back watermarks that are ahead of what may be materialised now, as they are once the clock was
   * set back. Of ticks nothing is trusted then: below the minutes' watermark none is kept up to date.
   */
  async withdraw(now: number): Promise<void> {
    await onStore(() =>
      this.store.query(
        `UPDATE rollup_watermark AS known SET
           watermark = least(known.watermark, latest.mark),
           complete_from = CASE known.level WHEN 'tick' THEN least(known.watermark, latest.mark)
             ELSE least(known.complete_from, latest.mark) END
         FROM unnest($1::text[], $2::timestamptz[]) AS latest (level, mark)
         WHERE known.level = latest.level AND EXISTS (
           SELECT FROM rollup_watermark AS ahead
           JOIN unnest($1::text[], $2::timestamptz[]) AS other (level, mark) ON other.level = ahead.level
           WHERE ahead.watermark > other.mark
         )`,
        [[...READ_LEVELS], READ_LEVELS.map((level) => new Date(this.refreshableTo(level, now)))],
      ),
    );
  }

  /**
   * Notes that a level is materialised up to `watermark`; it never goes back. Minutes are trusted
   * from `minutesFrom` on, because older ones are dropped; what is older than that of the other
   * levels can be read nowhere else, so they are trusted from the beginning.
   * @throws Error where the clock was set back meanwhile: a usage may have been young that now is not.
   */
  async advance(level: RollupLevel, watermark: number, now: number): Promise<void> {
    const from = level === 'minute' ? new Date(this.minutesFrom(now)) : '-infinity';
    this.refuseYoung(watermark, await this.now());
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

  private refuseYoung(watermark: number, now: number): void {
    if (watermark > now - YOUNG_MS) throw new Error('The clock was set back while rollups were computed.');
  }

  /**
   * Counts what no minute holds yet into ticks, up to `to` (milliseconds, on a tick), and counts again
   * those that late usages reached; nothing before minutes have a watermark. It is done as a whole: who
   * no longer sees a note sees its tick filled again. A tick that cannot be filled keeps a note.
   * @returns why ticks could not be filled, in words.
   */
  async fillTicks(to: number): Promise<string[]> {
    return onStore(() =>
      this.store.transaction(async (transaction) => {
        await transaction.query(BEGIN_TICKS);
        const [known] = await transaction.query<TickState[]>(LOCK_TICKS);
        if (!known?.minutes) return [];
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
        const failures = spans.length > 0 ? await this.fillSpans(transaction, spans) : [];
        // What the minutes have passed meanwhile was counted into no tick.
        await transaction.query(TRUST_TICKS, [from > watermark ? from : completeFrom, new Date(end)]);
        if (end > watermark.getTime()) this.refuseYoung(end, await this.now(transaction));
        return failures;
      }),
    );
  }

  /** Fills these spans; where that fails, tick by tick, so that it is known which cannot be filled. */
  private async fillSpans(transaction: EntityManager, spans: readonly Span[]): Promise<string[]> {
    const failure = await this.tryToFill(transaction, spans);
    if (failure === undefined) return [];
    const width = bucketWidth('tick');
    const failures: string[] = [];
    for (const { lower, upper } of spans) {
      for (let start = lower.getTime(); start < upper.getTime(); start += width) {
        const tick = { lower: new Date(start), upper: new Date(start + width) };
        const reason = await this.tryToFill(transaction, [tick]);
        if (reason === undefined) continue;
        await transaction.query("INSERT INTO rollup_invalidation (level, bucket) VALUES ('tick', $1)", [
          tick.lower,
        ]);
        failures.push(`the tick ${formatTime(start)} cannot be computed: ${reason}`);
      }
    }
    return failures;
  }

  /** @returns why it failed and left nothing behind; undefined where it did not. */
  private async tryToFill(transaction: EntityManager, spans: readonly Span[]): Promise<string | undefined> {
    await transaction.query('SAVEPOINT fill_ticks');
    try {
      await transaction.query(FILL_TICKS, [spans.map(({ lower }) => lower), spans.map(({ upper }) => upper)]);
      return undefined;
    } catch (error) {
      await transaction.query('ROLLBACK TO SAVEPOINT fill_ticks');
      return reasonOf(error);
    }
  }
}
