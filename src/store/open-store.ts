import { Logger } from '@nestjs/common';
import type { DataSourceOptions } from 'typeorm';
import { migrations } from '../../db/migrations/index.js';
import type { StoreConfig } from '../config/config.js';
import { EmbeddedTimescale } from './embedded/embedded-timescale.js';
import { PatternFeedbackEntity } from './entities/pattern-feedback.entity.js';
import { PatternEntity } from './entities/pattern.entity.js';
import { indexTrigrams } from './index-trigrams.js';
import { migrateStore } from './migrate-store.js';
import { checkServer } from './server/server-check.js';
import { sessionSettings } from './server/session-settings.js';
import { applyPolicies } from './store-policies.js';
import { TrackerDataSource } from './tracker-data-source.js';

/** Tells the tracker's TypeORM data source from one the importing application may have. */
export const DATA_SOURCE_NAME = 'pattern-usage';

const logger = new Logger('Store');

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

const common: PostgresOptions = {
  type: 'postgres',
  entities: [PatternFeedbackEntity, PatternEntity],
  migrations,
  migrationsTransactionMode: 'each',
  migrationsTableName: 'pattern_usage_migrations',
  installExtensions: false,
  synchronize: false,
  applicationName: 'pattern-usage-tracker',
  poolErrorHandler: (error: Error) => logger.warn(`A database connection was lost: ${error.message}`),
};

const openEmbedded = async (dataDir: string | undefined): Promise<TrackerDataSource> => {
  const embedded = await EmbeddedTimescale.open(dataDir);
  return new TrackerDataSource(
    {
      ...common,
      host: embedded.socketDir,
      username: 'postgres',
      password: 'postgres',
      database: 'postgres',
      poolSize: 1,
    },
    // The second one stands ready when the only connection becomes free.
    { backgroundWorkers: false, writeLanes: 2, insertRows: 2000, copyRows: Infinity, trigrams: true },
    () => embedded.close(),
  );
};

/** Below it the further trips to the server cost more than COPY saves. */
const COPY_ROWS = 200;

const openServer = async (url: string, config: StoreConfig): Promise<TrackerDataSource> => {
  const { takesCopy, trigrams } = await checkServer(url, config.connectTimeoutMs);
  return new TrackerDataSource(
    {
      ...common,
      url,
      poolSize: config.poolSize,
      connectTimeoutMS: 5000,
      extra: sessionSettings(config),
    },
    {
      backgroundWorkers: true,
      writeLanes: Math.max(1, Math.min(4, config.poolSize >> 1)),
      insertRows: 5000,
      trigrams,
      copyRows: takesCopy ? COPY_ROWS : Infinity,
    },
    () => Promise.resolve(),
  );
};

/**
 * Opens the store that the configuration names, brings its schema up to date and sets its policies.
 * @throws StartupError with one sentence that says what to do.
 */
export const openStore = async (config: StoreConfig): Promise<TrackerDataSource> => {
  const { databaseUrl } = config;
  const store =
    databaseUrl === undefined || databaseUrl === 'memory:'
      ? await openEmbedded(databaseUrl === undefined ? config.dataDir : undefined)
      : await openServer(databaseUrl, config);
  try {
    await store.initialize();
    await migrateStore(store);
    if (store.capabilities.trigrams) await indexTrigrams(store);
    await applyPolicies(store, config);
  } catch (error) {
    await store.destroy().catch(() => undefined);
    throw error;
  }
  return store;
};
