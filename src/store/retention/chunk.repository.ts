import type { DataSource } from 'typeorm';
import { DAY_MS, type TimeRange } from '../../common/time-range.js';
import type { StoreConfig } from '../../config/config.js';
import { ChunkLayout } from './chunk-layout.js';
import { type Rollup, USAGES } from '../rollups/catalogue.js';
import { onStore } from '../connection/store-error.js';
import { withoutTimeout } from '../connection/without-timeout.js';

/** The width of young chunks of the rollups by hour, day and week, which TimescaleDB gives them. */
const ROLLUP_INTERVAL_MS = 70 * DAY_MS;

/** So many old chunks are left as they are: a question opens them all. */
const FEW = 60;

/** How long one run puts chunks together, at the most; each of them is a statement of its own. */
const RUN_MS = 20_000;

interface ChunkRow {
  readonly hypertable: string;
  readonly chunk: string | null;
  readonly from: Date;
  readonly to: Date;
  readonly isCompressed: boolean;
}

interface Chunk extends TimeRange {
  readonly name: string;
  readonly isCompressed: boolean;
}

interface Hypertable {
  /** Its quoted name. */
  readonly name: string;
  /** In the order of time. */
  readonly chunks: readonly Chunk[];
}

/** A rollup is named by its view. */
const FIND = `
  SELECT format('%I.%I', target.schema, target.name) AS hypertable,
    quote_ident(chunk.chunk_schema) || '.' || quote_ident(chunk.chunk_name) AS chunk,
    chunk.range_start AS "from", chunk.range_end AS "to", chunk.is_compressed AS "isCompressed"
  FROM (
    SELECT coalesce(rollup.materialization_hypertable_schema, current_schema()) AS schema,
      coalesce(rollup.materialization_hypertable_name, $1) AS name
    FROM (SELECT) AS one
    LEFT JOIN timescaledb_information.continuous_aggregates AS rollup
      ON rollup.view_name = $1 AND rollup.view_schema = current_schema()
  ) AS target
  LEFT JOIN timescaledb_information.chunks AS chunk
    ON chunk.hypertable_schema = target.schema AND chunk.hypertable_name = target.name
  ORDER BY chunk.range_start`;

const CREATE = `
  SELECT _timescaledb_functions.create_chunk($1::regclass,
    jsonb_build_object($2::text, jsonb_build_array($3::bigint, $4::bigint)))`;

/** TimescaleDB's word for a chunk that another instance has made there meanwhile. */
const COLLISION = /collision/;

const microseconds = (ms: number): string => `${ms}000`;

/**
 * Keeps the chunks few, whatever times usages have: a question opens all of its range, one lock for each
 * and for each of its indexes, and the plan takes longer by each.
 */
export class ChunkRepository {
  private readonly known = new Map<string, readonly TimeRange[]>();

  constructor(
    private readonly store: DataSource,
    private readonly config: StoreConfig,
  ) {}

  /** Makes the chunks that usages of these times (milliseconds) go into, where they are old. */
  async coverUsages(times: readonly number[]): Promise<void> {
    const layout = this.usageLayout();
    const oldBefore = layout.oldBefore(Date.now());
    const old = times.filter((time) => time < oldBefore);
    if (old.length === 0) return;
    await this.cover(
      USAGES,
      layout,
      old.map((time) => ({ from: time, to: time + 1 })),
    );
  }

  /** Makes the old chunks of a rollup by hour, day or week for what is refreshed of it. */
  async coverRollup({ name, level }: Rollup, { from, to }: TimeRange): Promise<void> {
    const layout = new ChunkLayout(ROLLUP_INTERVAL_MS, this.config.retention[level]);
    if (from >= layout.oldBefore(Date.now())) return;
    const { chunks } = await this.find(USAGES);
    const spans = chunks
      .map((chunk) => ({ from: Math.max(from, chunk.from), to: Math.min(to, chunk.to) }))
      .filter((span) => span.from < span.to);
    await this.cover(name, layout, spans);
  }

  /**
   * Opens all chunks of usages, as the questions of all time do.
   * @throws StoreUnavailableError where that cannot be done.
   */
  async openAll(): Promise<void> {
    await onStore(() =>
      this.store.query(`SELECT created_at FROM ${USAGES} ORDER BY created_at DESC LIMIT 1`),
    );
  }

  /** Whether there are more old chunks of usages than there have to be. */
  async areMany(): Promise<boolean> {
    return (await this.oldChunks()).length > FEW;
  }

  /**
   * Puts old chunks of usages together, as moving one to the columnstore does with its neighbour. Where
   * nothing was recorded between two, a chunk is made, as only neighbours are put together.
   * @returns how many were moved.
   */
  async putTogether(): Promise<number> {
    const old = await this.oldChunks();
    if (old.length <= FEW) return 0;
    const end = performance.now() + RUN_MS;
    const { wide } = this.usageLayout();
    let moved = 0;
    let run: TimeRange | undefined;
    for (const chunk of old) {
      if (performance.now() > end) break;
      const joins = run !== undefined && chunk.to - run.from <= wide;
      if (joins && run!.to < chunk.from) await this.fill({ from: run!.to, to: chunk.from });
      if (joins || !chunk.isCompressed) {
        await this.compress(chunk);
        moved += 1;
      }
      run = { from: joins ? run!.from : chunk.from, to: chunk.to };
    }
    return moved;
  }

  /** Makes an empty chunk, so that those before and after it become neighbours. */
  private async fill(gap: TimeRange): Promise<void> {
    await this.create(USAGES, USAGES, gap);
    const { chunks } = await this.find(USAGES);
    const made = chunks.find(({ from }) => from === gap.from);
    if (made) await this.compress(made);
  }

  private async oldChunks(): Promise<Chunk[]> {
    const { chunks } = await this.find(USAGES);
    const end = Date.now() - this.config.columnstoreAfterMs;
    return chunks.filter(({ to }) => to <= end);
  }

  /** One that is in the columnstore already goes there anew, to be put to its neighbour. */
  private async compress({ name, isCompressed }: Chunk): Promise<void> {
    await onStore(() =>
      withoutTimeout(this.store, async (runner) => {
        await runner.startTransaction();
        try {
          if (isCompressed) await runner.query('SELECT decompress_chunk($1::regclass)', [name]);
          await runner.query('SELECT compress_chunk($1::regclass)', [name]);
          await runner.commitTransaction();
        } catch (error) {
          await runner.rollbackTransaction();
          throw error;
        }
      }),
    );
  }

  private async cover(relation: string, layout: ChunkLayout, spans: readonly TimeRange[]): Promise<void> {
    const isKnown = (): boolean =>
      layout.missing(spans, this.known.get(relation) ?? [], Date.now()).length === 0;
    // Again where another instance made a chunk of its own meanwhile.
    for (let attempt = 0; !isKnown() && attempt < 3; attempt += 1) {
      const { name, chunks } = await this.find(relation);
      for (const chunk of layout.missing(spans, chunks, Date.now())) await this.create(relation, name, chunk);
      this.known.set(relation, (await this.find(relation)).chunks);
    }
  }

  /** Where another instance is making one there, that is left to it. */
  private async create(relation: string, hypertable: string, { from, to }: TimeRange): Promise<void> {
    const column = relation === USAGES ? 'created_at' : 'bucket';
    const values = [hypertable, column, microseconds(from), microseconds(to)];
    try {
      await onStore(() => this.store.query(CREATE, values));
    } catch (error) {
      if (!COLLISION.test((error as Error).message)) throw error;
    }
  }

  private async find(relation: string): Promise<Hypertable> {
    const rows = await onStore(() => this.store.query<ChunkRow[]>(FIND, [relation]));
    const chunks = rows.flatMap(({ chunk, from, to, isCompressed }) =>
      chunk === null ? [] : [{ name: chunk, from: from.getTime(), to: to.getTime(), isCompressed }],
    );
    return { name: rows[0]!.hypertable, chunks };
  }

  private usageLayout(): ChunkLayout {
    return new ChunkLayout(this.config.chunkIntervalMs, this.config.retention.raw);
  }
}
