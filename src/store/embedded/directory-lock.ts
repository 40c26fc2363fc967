import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StartupError } from '../../common/startup-error.js';

/** Who holds a directory; `started` tells a process from a later one with the same number. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly started: string;
  readonly token: string;
}

/** When a process began, in the kernel's ticks; empty where the system does not say (not Linux). */
const processStart = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
};

const isAlive = (holder: Holder): boolean => {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return processStart(holder.pid) === holder.started;
};

/** The holder a lock file names, or undefined where there is none or it was cut off while written. */
const readHolder = (path: string): Holder | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
};

/** Takes a dead holder's lock out of the way, unless somebody else has taken it over meanwhile. */
const removeStale = (path: string, stale: Holder): void => {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readHolder(aside)?.token !== stale.token) {
    try {
      linkSync(aside, path);
    } catch {
      // A third process holds it by now, which is as good.
    }
  }
  rmSync(aside, { force: true });
};

const refuse = (directory: string, holder: Holder): StartupError =>
  new StartupError(
    holder.host === hostname()
      ? `The data directory ${directory} is in use by process ${holder.pid}; stop it or set DATA_DIR to another directory.`
      : `The data directory ${directory} is in use on host ${holder.host} (process ${holder.pid}); if that host is gone, remove ${join(directory, 'lock')}.`,
  );

/**
 * Takes a directory for this process alone, and frees it if its holder died.
 * @returns what frees it again.
 * @throws StartupError where a living process holds it.
 */
export const lockDirectory = (directory: string): (() => void) => {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'lock');
  const self: Holder = {
    pid: process.pid,
    host: hostname(),
    started: processStart(process.pid),
    token: randomUUID(),
  };
  const draft = `${path}.${self.token}`;
  writeFileSync(draft, JSON.stringify(self), { flag: 'wx', mode: 0o600 });
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        linkSync(draft, path);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readHolder(path);
      if (holder && isAlive(holder)) throw refuse(directory, holder);
      if (holder) removeStale(path, holder);
      else if (attempt > 100)
        throw new StartupError(
          `The lock file ${path} is not readable; remove it if no other server runs there.`,
        );
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readHolder(path)?.token === self.token) rmSync(path, { force: true });
  };
};
