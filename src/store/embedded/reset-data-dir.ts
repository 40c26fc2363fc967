import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockDirectory } from './directory-lock.js';

/** Where a directory's database has been set up to the end, this file says so. */
export const COMPLETE = 'complete';

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
    // First what vouches for the rest: a removal that is cut off leaves nothing that looks whole.
    rmSync(join(absolute, COMPLETE), { force: true });
    rmSync(join(absolute, DATABASE), { recursive: true, force: true });
  } finally {
    unlock();
  }
};
