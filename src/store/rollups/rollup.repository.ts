import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import type { Retention } from '../../config/config.js';
import { DAY_MS, type TimeRange } from '../../common/time-range.js';
import { ceilToBucket, floorToBucket, ROLLUP_LEVELS, type RollupLevel } from './rollup-level.js';
import {
  AGGREGATED_LEVELS,
  type AggregatedLevel,
  BUILT_FROM,
  isHypertable,
  type Rollup,
} from './catalogue.js';
import { DimensionRepository } from './dimension.repository.js';
import { RollupEdit } from './rollup-edit.js';
import { retryDeadlock } from '../connection/retry-deadlock.js';
import { onStore } from '../connection/store-error.js';
import type { ChunkRepository } from '../retention/chunk.repository.js';
import { WATERMARK_LAG_MS } from '../usages/usage-write.sql.js';
import { withoutTimeout } from '../connection/without-timeout.js';

/** The last minute is filled in steps of this. */
const MINUTE_STEP_MS = 5000;

const MAX_WRITE_MS = 60_000;
const WRITE_LOOK_MS = 50;

const PENDING = '_timescaledb_catalog.continuous_aggs_materialization_ranges';

/** Moves the rollups on, and tells how far they are. */
export class RollupRepository {
  /** The rollups by dimension. */
  readonly dimensions: DimensionRepository;

  constructor(
    private readonly store: DataSource,
    private readonly retention: Retention,
    private readonly chunks: ChunkRepository,
  ) {
    this.dimensions = new DimensionRepository(store);
  }

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

  /** Minutes are kept, and so trusted and counted, from here on. */
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
    if (source === 'usage' && (await this.dimensions.all()).some(({ isBuilt }) => !isBuilt)) return -Infinity;
    const rows = await onStore(() =>
      this.store.query<{ level: RollupLevel; watermark: Date | null; invalidated: Date | null }[]>(
        `SELECT built.level, mark.watermark, (
           SELECT min(bucket) FROM rollup_invalidation AS invalidation
           WHERE invalidation.level = CASE built.level WHEN 'minute' THEN 'minute' ELSE 'hour' END
         ) AS invalidated
         FROM unnest($1::text[]) AS built (level)
         LEFT JOIN rollup_watermark AS mark ON mark.level = built.level`,
        [built],
      ),
    );
    return rows.reduce((least, { level, watermark, invalidated }) => {
      const stale = invalidated === null ? Infinity : floorToBucket(invalidated.getTime(), level);
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
  refreshableTo(level: RollupLevel, now: number): number {
    const to = now - WATERMARK_LAG_MS;
    return level === 'minute' ? Math.floor(to / MINUTE_STEP_MS) * MINUTE_STEP_MS : floorToBucket(to, level);
  }

  /**
   * Waits until the writes have ended that are under way, not for those that begin meanwhile.
   * @throws Error where one of them takes longer than a minute.
   */
  async writesEnded(): Promise<void> {
    const end = Date.now() + MAX_WRITE_MS;
    for (let open = await this.openWrites(); open.length > 0;) {
      if (Date.now() > end)
        throw new Error(`A write to the usages has been open for ${MAX_WRITE_MS / 1000} s.`);
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

  /** How many usages the hours of a range have, by their start, as far as they are materialised. */
  async usagesByHour({ from, to }: TimeRange): Promise<Map<number, number>> {
    const rows = await onStore(() =>
      this.store.query<{ bucket: Date; usages: string }[]>(
        'SELECT bucket, usages FROM usage_total_hour WHERE bucket >= $1 AND bucket < $2',
        [new Date(from), new Date(to)],
      ),
    );
    return new Map(rows.map(({ bucket, usages }) => [bucket.getTime(), Number(usages)]));
  }

  /** Materialises what changed of a rollup in these buckets, on which the range must lie; of one dimension where one is named. */
  async refresh(rollup: Rollup, { from, to }: TimeRange, dimension?: string): Promise<void> {
    await this.chunks.coverRollup(rollup, { from, to });
    if (rollup.family === 'dimension') return this.dimensions.compute(rollup, { from, to }, dimension);
    if (isHypertable(rollup)) return this.computeAnew(rollup, { from, to });
    const statement = 'CALL refresh_continuous_aggregate($1::regclass, $2::timestamptz, $3::timestamptz)';
    const values = [rollup.name, new Date(from), new Date(to)];
    await onStore(() =>
      retryDeadlock(() => withoutTimeout(this.store, (runner) => runner.query(statement, values))),
    );
  }

  /** The same whatever TimescaleDB has noted of earlier attempts; all of it happens or nothing. */
  async computeAnew(rollup: Rollup, range: TimeRange): Promise<void> {
    if (rollup.family === 'dimension') return this.refresh(rollup, range);
    await this.chunks.coverRollup(rollup, range);
    await onStore(() =>
      withoutTimeout(this.store, async (runner) => {
        await runner.startTransaction();
        try {
          await runner.query('SET LOCAL timescaledb.max_tuples_decompressed_per_dml_transaction = 0');
          await (await RollupEdit.within(runner.manager)).computeAnew(rollup, range);
          await runner.commitTransaction();
        } catch (error) {
          await runner.rollbackTransaction();
          throw error;
        }
      }),
    );
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
   * set back; whoever fills the minutes does so with theirs.
   */
  async withdraw(now: number): Promise<void> {
    await onStore(() =>
      this.store.query(
        `UPDATE rollup_watermark AS known
         SET watermark = latest.mark, complete_from = least(known.complete_from, latest.mark)
         FROM unnest($1::text[], $2::timestamptz[]) AS latest (level, mark)
         WHERE known.level = latest.level AND known.watermark > latest.mark`,
        [[...AGGREGATED_LEVELS], AGGREGATED_LEVELS.map((level) => new Date(this.refreshableTo(level, now)))],
      ),
    );
  }

  /**
   * Notes that a level is materialised up to `watermark`, from the beginning; it never goes back.
   * @throws Error where the clock was set back meanwhile: a usage may have been young that now is not.
   */
  async advance(level: AggregatedLevel, watermark: number): Promise<void> {
    this.refuseWithinLag(watermark, await this.now());
    await onStore(() =>
      this.store.query(
        `INSERT INTO rollup_watermark AS known (level, complete_from, watermark)
         VALUES ($1, '-infinity', $2::timestamptz)
         ON CONFLICT (level) DO UPDATE SET watermark = greatest(known.watermark, excluded.watermark)`,
        [level, new Date(watermark)],
      ),
    );
  }

  /** @throws Error where a watermark would pass what is still young. */
  refuseWithinLag(watermark: number, now: number): void {
    if (watermark > now - WATERMARK_LAG_MS)
      throw new Error('The clock was set back while rollups were computed.');
  }
}
