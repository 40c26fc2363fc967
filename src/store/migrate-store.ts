import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { SETUP_LOCK } from './setup-lock.js';
import { withoutTimeout } from './without-timeout.js';

/** Runs `work` while no other instance sets up the same database; all of it on one connection. */
export const withSetupLock = (
  store: DataSource,
  work: (runner: QueryRunner) => Promise<void>,
): Promise<void> =>
  // Another instance's first migration may take longer than an ordinary statement may.
  withoutTimeout(store, async (runner) => {
    await runner.query('SELECT pg_advisory_lock($1)', [SETUP_LOCK]);
    try {
      await work(runner);
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [SETUP_LOCK]);
    }
  });

/** Brings the schema up to date. */
export const migrateStore = (store: DataSource): Promise<void> =>
  withSetupLock(store, async (runner) => {
    const executor = new MigrationExecutor(store, runner);
    executor.transaction = 'each';
    await executor.executePendingMigrations();
  });
