import type { DataSource } from 'typeorm';
import type { StoreConfig } from '../../config/config.js';
import { ChunkLayout } from '../retention/chunk-layout.js';
import { withSetupLock } from './migrate-store.js';
import { USAGES } from '../rollups/catalogue.js';

const interval = (ms: number): string => `${ms / 1000} seconds`;

/** Makes the chunks of usages as wide as the configuration asks for. */
export const setChunkWidths = (store: DataSource, config: StoreConfig): Promise<void> =>
  withSetupLock(store, async (runner) => {
    await runner.query(`SELECT set_chunk_time_interval('${USAGES}', $1::interval)`, [
      interval(config.chunkIntervalMs),
    ]);
    const { wide } = new ChunkLayout(config.chunkIntervalMs, config.retention.raw);
    // What moves to the columnstore is put to its neighbour up to this width, so that chunks stay few.
    const agrees = (await runner.query(
      `SELECT FROM _timescaledb_catalog.dimension AS dimension
       JOIN _timescaledb_catalog.hypertable AS hypertable ON hypertable.id = dimension.hypertable_id
       WHERE hypertable.table_name = '${USAGES}' AND hypertable.schema_name = current_schema()
         AND dimension.compress_interval_length = $1`,
      [wide * 1000],
    )) as unknown[];
    if (agrees.length > 0) return;
    await runner.query(
      `ALTER TABLE ${USAGES} SET (timescaledb.compress_chunk_time_interval = '${interval(wide)}')`,
    );
  });
