import { Logger } from '@nestjs/common';
import type { DataSourceOptions } from 'typeorm';
import { migrations } from '../../../db/migrations/index.js';
import type { StoreConfig } from '../../config/config.js';
import { EmbeddedTimescale } from './embedded/embedded-timescale.js';
import { PatternFeedbackEntity } from '../usages/pattern-feedback.entity.js';
import { PatternEntity } from '../patterns/pattern.entity.js';
import { indexTrigrams } from '../patterns/index-trigrams.js';
import { MIGRATIONS_TABLE, migrateStore } from './migrate-store.js';
import { SlowStatements } from './slow-statements.js';
import { checkServer } from './server/server-check.js';
import { sessionSettings } from './server/session-settings.js';
import { ConnectionQueue } from './turns/connection-queue.js';
import { queuedDriver } from './turns/queued-pool.js';
import { contextDimension, VERSION } from '../rollups/dimension.js';
import { DimensionRepository } from '../rollups/dimension.repository.js';
import { setChunkWidths } from './chunk-widths.js';
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
  migrationsTableName: MIGRATIONS_TABLE,
  installExtensions: false,
  synchronize: false,
  applicationName: 'pattern-usage-tracker',
  poolErrorHandler: (error: Error) => logger.warn(`A database connection was lost: ${error.message}`),
};

/** Rows that a statement of a question is to read at the most, by their estimate: others wait for it. */
const SLICE_ROWS = 40_000;

const now = (): number => performance.now();

const logging = ({ slowSqlMs }: StoreConfig): Partial<PostgresOptions> =>
  slowSqlMs === undefined ? {} : { logger: new SlowStatements(), maxQueryExecutionTime: slowSqlMs };

const openEmbedded = async (config: StoreConfig, isKept: boolean): Promise<TrackerDataSource> => {
  const embedded = await EmbeddedTimescale.open(isKept ? config.dataDir : undefined);
  const queue = new ConnectionQueue({ size: 1, questions: 1, now });
  return new TrackerDataSource(
    {
      ...common,
      ...logging(config),
      host: embedded.socketDir,
      username: 'postgres',
      password: 'postgres',
      database: 'postgres',
      poolSize: 1,
      driver: queuedDriver(queue, false),
    },
    // The second one stands ready when the only connection becomes free.
    {
      hasBackgroundWorkers: false,
      writeLanes: 2,
      insertRows: 2000,
      copyRows: Infinity,
      hasTrigrams: true,
      sliceRows: SLICE_ROWS,
      slicedQuestions: 2,
    },
    embedded,
    queue,
  );
};

/** Below it the further trips to the server cost more than COPY saves. */
const COPY_ROWS = 200;

const openServer = async (url: string, config: StoreConfig): Promise<TrackerDataSource> => {
  const { takesCopy, hasTrigrams } = await checkServer(url, config.connectTimeoutMs);
  // The other half is for writes, health and jobs.
  const questions = Math.max(1, config.poolSize >> 1);
  const queue = new ConnectionQueue({ size: config.poolSize, questions, now });
  return new TrackerDataSource(
    {
      ...common,
      ...logging(config),
      url,
      poolSize: config.poolSize,
      connectTimeoutMS: 5000,
      extra: sessionSettings(config),
      driver: queuedDriver(queue, true),
    },
    {
      hasBackgroundWorkers: true,
      writeLanes: Math.max(1, Math.min(4, config.poolSize >> 1)),
      insertRows: 5000,
      hasTrigrams,
      sliceRows: SLICE_ROWS,
      slicedQuestions: 2,
      copyRows: takesCopy ? COPY_ROWS : Infinity,
    },
    undefined,
    queue,
  );
};

/**
 * Opens the store that the configuration names, brings its schema up to date and sets the width of its chunks and what
 * there are rollups of by dimension.
 * @throws StartupError with one sentence that says what to do.
 */
export const openStore = async (config: StoreConfig): Promise<TrackerDataSource> => {
  const { databaseUrl } = config;
  const store =
    databaseUrl === undefined || databaseUrl === 'memory:'
      ? await openEmbedded(config, databaseUrl === undefined)
      : await openServer(databaseUrl, config);
  try {
    await store.initialize();
    await migrateStore(store);
    if (store.capabilities.hasTrigrams) await indexTrigrams(store);
    await setChunkWidths(store, config);
    await new DimensionRepository(store).keep([VERSION, ...config.contextDimensions.map(contextDimension)]);
  } catch (error) {
    await store.destroy().catch(() => undefined);
    throw error;
  }
  return store;
};
