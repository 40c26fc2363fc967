import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import pg from 'pg';
import type { TrackerSettings } from '../../src/config/settings.js';
import { scratchDataDir } from './scratch.js';

/** An empty store of a test's own, and what removes it. */
export interface ScratchStore {
  readonly settings: TrackerSettings;
  readonly remove: () => Promise<void>;
}

/**
 * The embedded TimescaleDB on a copy of the migrated template; or, where TEST_DATABASE_URL names a
 * TimescaleDB server, a new database on that.
 */
export const scratchStore = async (): Promise<ScratchStore> => {
  const server = process.env['TEST_DATABASE_URL'];
  if (server === undefined) {
    const directory = scratchDataDir();
    return {
      settings: { DATA_DIR: directory },
      remove: () => rm(directory, { recursive: true, force: true }),
    };
  }
  const database = `tracker_test_${randomUUID().replaceAll('-', '')}`;
  const onServer = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await onServer(`CREATE DATABASE ${database} TEMPLATE template0`);
  const url = new URL(server);
  url.pathname = `/${database}`;
  return {
    settings: { DATABASE_URL: url.href },
    remove: () => onServer(`DROP DATABASE ${database} WITH (FORCE)`),
  };
};
