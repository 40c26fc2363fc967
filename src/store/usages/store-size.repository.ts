import type { DataSource } from 'typeorm';
import type { StoreSize } from './question-cost.js';
import { doAs, StoreWork } from '../connection/turns/store-work.js';

/** How long it is taken to be so. */
const KEPT_MS = 10_000;

/**
 * By the size of the chunks, which is always known; of those in the columnstore by what they held. What
 * a row takes is told by the last ANALYZE, else a short one is assumed.
 */
const SIZE = `
  SELECT
    (SELECT coalesce(json_agg(json_build_object('from', span.lower, 'to', span.upper, 'usages', span.usages)
        ORDER BY span.lower), '[]')
      FROM (
        SELECT slice.range_start / 1000.0 AS lower, slice.range_end / 1000.0 AS upper,
          coalesce(compressed.numrows_pre_compression, 0)
            + coalesce(pg_relation_size(class.oid), 0)
              / CASE WHEN class.relpages > 0 AND class.reltuples > 0
                  THEN class.relpages::double precision / class.reltuples * current_setting('block_size')::int
                  ELSE 200 END AS usages
        FROM _timescaledb_catalog.hypertable AS hypertable
        JOIN _timescaledb_catalog.chunk AS chunk ON chunk.hypertable_id = hypertable.id
        JOIN _timescaledb_catalog.chunk_constraint AS bound ON bound.chunk_id = chunk.id
        JOIN _timescaledb_catalog.dimension_slice AS slice ON slice.id = bound.dimension_slice_id
        LEFT JOIN _timescaledb_catalog.compression_chunk_size AS compressed ON compressed.chunk_id = chunk.id
        LEFT JOIN pg_class AS class ON class.relname = chunk.table_name
          AND class.relnamespace = to_regnamespace(chunk.schema_name::text)
        WHERE hypertable.table_name = 'pattern_feedback' AND NOT chunk.dropped
      ) AS span) AS spans,
    (SELECT pg_relation_size('patterns'::regclass) / 100) AS patterns`;

interface Row {
  readonly spans: StoreSize['spans'];
  readonly patterns: string;
}

/** Knows about how much there is to read. */
export class StoreSizeRepository {
  private known: { readonly size: Promise<StoreSize>; readonly until: number } | undefined;

  constructor(private readonly store: DataSource) {}

  /** As it was ten seconds ago at the most. */
  size(): Promise<StoreSize> {
    const now = performance.now();
    if (this.known && now < this.known.until) return this.known.size;
    // For all who ask, so it is not given up when one of them leaves.
    const size = doAs(new StoreWork('write'), () => this.read());
    this.known = { size, until: now + KEPT_MS };
    size.catch(() => (this.known = undefined));
    return size;
  }

  private async read(): Promise<StoreSize> {
    const [row] = await this.store.query<Row[]>(SIZE);
    return { spans: row!.spans, patterns: Number(row!.patterns) };
  }
}
