import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { StartupError } from '../../common/startup-error.js';
import { SETUP_LOCK } from './setup-lock.js';
import { withoutTimeout } from './without-timeout.js';

/** Which migrations a store has had. */
export const MIGRATIONS_TABLE = 'pattern_usage_migrations';

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

/**
 * A schema that this version does not know was made by a newer one, or by one before the first release.
 * @throws StartupError
 */
const refuseUnknown = async (store: DataSource, runner: QueryRunner): Promise<void> => {
  if (!(await runner.hasTable(MIGRATIONS_TABLE))) return;
  const known = store.migrations.map(({ constructor }) => constructor.name);
  const [unknown] = (await runner.query(
    `SELECT name FROM ${MIGRATIONS_TABLE} WHERE name <> ALL($1) ORDER BY id DESC LIMIT 1`,
    [known],
  )) as { name: string }[];
  if (!unknown) return;
  throw new StartupError(
    `The store was made by another version of the tracker (its step ${unknown.name} is not known here): open it with that version, export the usages, and import them into an empty store.`,
  );
};

/**
 * Brings the schema up to date.
 * @throws StartupError where another version made it.
 */
export const migrateStore = (store: DataSource): Promise<void> =>
  withSetupLock(store, async (runner) => {
    await refuseUnknown(store, runner);
    const executor = new MigrationExecutor(store, runner);
    executor.transaction = 'each';
    await executor.executePendingMigrations();
  });
