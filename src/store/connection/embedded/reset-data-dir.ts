import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockDirectory } from './directory-lock.js';

/** The database's own directory within a data directory. */
export const DATABASE = 'timescaledb';

/**
 * Removes the embedded database of a data directory, and nothing else that may lie there.
 * @throws StartupError where a server runs on it.
 */
export const resetDataDir = (directory: string): void => {
  const absolute = resolve(directory);
  const unlock = lockDirectory(absolute);
  try {
    rmSync(join(absolute, DATABASE), { recursive: true, force: true });
  } finally {
    unlock();
  }
};
