import { Logger } from '@nestjs/common';
import { type TrackerConfig, loadConfig } from '../../src/config/config.js';
import type { TrackerSettings } from '../../src/config/settings.js';
import { ChunkUpkeep } from '../../src/store/retention/chunk-upkeep.js';
import { openStore } from '../../src/store/connection/open-store.js';
import { ChunkRepository } from '../../src/store/retention/chunk.repository.js';
import { AgingChunkRepository } from '../../src/store/retention/aging-chunk.repository.js';
import { ErasureRepository } from '../../src/store/usages/erasure.repository.js';
import { FeedbackRepository } from '../../src/store/usages/feedback.repository.js';
import { PatternRegister } from '../../src/store/patterns/pattern-register.js';
import { RetentionClock } from '../../src/store/retention/retention-clock.repository.js';
import { RollupFailureRepository } from '../../src/store/rollups/rollup-failure.repository.js';
import { InvalidationRepository } from '../../src/store/rollups/invalidation.repository.js';
import { RollupRepository } from '../../src/store/rollups/rollup.repository.js';
import { UsageReadRepository } from '../../src/store/usages/usage-read.repository.js';
import { UsageWriteRepository } from '../../src/store/usages/usage-write.repository.js';
import { isHypertable, ROLLUPS } from '../../src/store/rollups/catalogue.js';
import { MinuteRepository } from '../../src/store/rollups/minute.repository.js';
import { RollupRefresh } from '../../src/store/rollups/rollup-refresh.js';
import type { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { scratchStore } from './scratch-store.js';

export interface TestStore {
  readonly config: TrackerConfig;
  readonly store: TrackerDataSource;
  readonly register: PatternRegister;
  readonly chunks: ChunkRepository;
  readonly writer: UsageWriteRepository;
  readonly feedback: FeedbackRepository;
  readonly reader: UsageReadRepository;
  readonly rollups: RollupRepository;
  readonly minutes: MinuteRepository;
  readonly invalidations: InvalidationRepository;
  readonly refresh: RollupRefresh;
  readonly upkeep: ChunkUpkeep;
  readonly erasure: ErasureRepository;
  readonly close: () => Promise<void>;
}

/** A real store with the repositories on it; to be closed by `close()`. */
export const openTestStore = async (settings: TrackerSettings = {}): Promise<TestStore> => {
  Logger.overrideLogger(false);
  const scratch = await scratchStore();
  const config = loadConfig({ ...scratch.settings, ...settings });
  const store = await openStore(config.store);
  const { minute } = config.store.retention;
  const register = new PatternRegister();
  const chunks = new ChunkRepository(store, config.store);
  const invalidations = new InvalidationRepository(store);
  const rollups = new RollupRepository(store, config.store.retention, chunks);
  const failures = new RollupFailureRepository(store);
  const minutes = new MinuteRepository(store, rollups, failures);
  return {
    config,
    store,
    register,
    chunks,
    writer: new UsageWriteRepository(store, register, chunks, minute),
    feedback: new FeedbackRepository(store, config.store.retention),
    reader: new UsageReadRepository(store, config.store.retention),
    rollups,
    minutes,
    invalidations,
    refresh: new RollupRefresh(rollups, invalidations, failures, minutes),
    upkeep: new ChunkUpkeep(
      new AgingChunkRepository(store),
      rollups,
      minutes,
      new RetentionClock(store),
      config.store,
    ),
    erasure: new ErasureRepository(store, config.store.retention),
    close: async () => {
      await store.destroy();
      await scratch.remove();
    },
  };
};

/** Forgets every usage and pattern, and what was materialised of them. */
export const clearStore = async ({
  store,
  register,
}: Pick<TestStore, 'store' | 'register'>): Promise<void> => {
  for (const { id } of await store.query<{ id: string }[]>('SELECT id FROM patterns')) register.forget(id);
  const minutes = ROLLUPS.filter(({ level }) => level === 'minute').map(({ name }) => name);
  await store.query(`TRUNCATE pattern_feedback, patterns, rollup_watermark, rollup_invalidation, rollup_failure,
    retention_edge, retention_clock, ${minutes.join(', ')}`);
  const hypertables = ROLLUPS.filter(isHypertable).map(({ name }) => name);
  await store.query(`TRUNCATE ${hypertables.join(', ')}`);
  await store.query(`UPDATE rollup_dimension SET complete_from = '-infinity', minutes_from = '-infinity', is_built = true
    WHERE is_kept`);
  for (const rollup of ROLLUPS) {
    const { name, level } = rollup;
    if (level !== 'minute' && !isHypertable(rollup))
      await store.query('CALL refresh_continuous_aggregate($1::regclass, NULL, NULL)', [name]);
  }
};
