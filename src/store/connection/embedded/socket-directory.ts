import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { lockDirectory } from './directory-lock.js';

const PREFIX = 'pattern-usage-';

/** A directory for a socket, short enough for the 107 bytes a socket's path may have, and what removes it. */
export interface SocketDirectory {
  readonly path: string;
  readonly remove: () => void;
}

/** Removes what a process that was killed has left: it holds the lock in it no more. */
const sweep = (): void => {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const path = join(tmpdir(), name);
    try {
      // One without a lock may be another process's that begins just now.
      if (lstatSync(path).uid !== process.getuid?.() || !readdirSync(path).includes('lock')) continue;
      const unlock = lockDirectory(path);
      rmSync(path, { recursive: true, force: true });
      unlock();
    } catch (error) {
      // In use, or removed by another process that sweeps as well.
      new Logger('SocketDirectory').debug(`${path} stays: ${(error as Error).message}`);
    }
  }
};

/** Makes a directory under the system's for temporary files that only this user can enter. */
export const makeSocketDirectory = (): SocketDirectory => {
  sweep();
  const path = mkdtempSync(join(tmpdir(), PREFIX));
  const unlock = lockDirectory(path);
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
      unlock();
    },
  };
};
