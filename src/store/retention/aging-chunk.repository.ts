import type { DataSource } from 'typeorm';
import { onStore } from '../connection/store-error.js';
import { withoutTimeout } from '../connection/without-timeout.js';

/** A piece of a table, which holds a span of time; milliseconds. */
export interface Chunk {
  /** Quoted. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

interface ChunkRow {
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
}

/** What of a relation ($1) ends before $2, oldest first. */
const CHUNKS_BEFORE = `
  SELECT format('%I.%I', chunk.chunk_schema, chunk.chunk_name) AS name,
    chunk.range_start AS "from", chunk.range_end AS "to"
  FROM timescaledb_information.chunks AS chunk
  WHERE chunk.range_end <= $2::timestamptz AND chunk.hypertable_name = coalesce(
    (SELECT materialization_hypertable_name FROM timescaledb_information.continuous_aggregates
     WHERE view_name = $1 AND view_schema = current_schema()), $1)`;

/** Wholly in the columnstore is 1; frozen by hand is 4. */
const UNCONVERTED = `${CHUNKS_BEFORE}
    AND _timescaledb_functions.chunk_status(format('%I.%I', chunk.chunk_schema, chunk.chunk_name)::regclass) & 4 = 0
    AND _timescaledb_functions.chunk_status(format('%I.%I', chunk.chunk_schema, chunk.chunk_name)::regclass) <> 1
  ORDER BY chunk.range_end LIMIT $3`;

const toChunk = ({ name, from, to }: ChunkRow): Chunk => ({ name, from: from.getTime(), to: to.getTime() });

/** The pieces that tables are stored in, and what retention has dropped of them. */
export class AgingChunkRepository {
  constructor(private readonly store: DataSource) {}

  /** The oldest chunks of a relation that end by a time (milliseconds). */
  async before(relation: string, time: number): Promise<Chunk[]> {
    const rows = await onStore(() =>
      this.store.query<ChunkRow[]>(`${CHUNKS_BEFORE} ORDER BY chunk.range_end`, [relation, new Date(time)]),
    );
    return rows.map(toChunk);
  }

  /** Those of them that are not in the columnstore, or not wholly. */
  async unconverted(relation: string, time: number, limit: number): Promise<Chunk[]> {
    const rows = await onStore(() =>
      this.store.query<ChunkRow[]>(UNCONVERTED, [relation, new Date(time), limit]),
    );
    return rows.map(toChunk);
  }

  /** Moves a chunk to the columnstore. */
  async convert({ name }: Chunk): Promise<void> {
    await onStore(() =>
      withoutTimeout(this.store, (runner) => runner.query('SELECT compress_chunk($1::regclass)', [name])),
    );
  }

  async drop(relation: string, { from, to }: Chunk): Promise<void> {
    await onStore(() =>
      withoutTimeout(this.store, (runner) =>
        runner.query(
          'SELECT drop_chunks($1::regclass, older_than => $2::timestamptz, newer_than => $3::timestamptz)',
          [relation, new Date(to), new Date(from)],
        ),
      ),
    );
  }
}
