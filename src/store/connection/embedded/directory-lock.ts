import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StartupError } from '../../../common/startup-error.js';
import { fileFault } from './file-fault.js';

/** A lock on a file that the kernel frees with its holder, however that ends; false where another has it. */
type TryLock = (file: number) => boolean;

/** Who holds a lock, as it wrote; it may stand there from one that was killed. */
const readHolder = (path: string): string => {
  const holder = readFileSync(path, 'utf8').trim();
  return /^process \d+ on host \S+$/.test(holder) ? holder : 'another process';
};

/** For the message of whoever comes next; the lock holds without it, so a full disk is no reason to refuse. */
const writeHolder = (file: number): void => {
  try {
    ftruncateSync(file);
    writeSync(file, `process ${process.pid} on host ${hostname()}\n`, 0);
  } catch (error) {
    if (!['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
};

/**
 * Takes a directory for this process alone, by its file `lock`, which must not be removed meanwhile.
 * @returns what frees it again.
 * @throws StartupError where a living process holds it, in this container or another, or where the
 * directory cannot be written.
 */
export const lockDirectory = (directory: string): (() => void) => {
  const path = join(directory, 'lock');
  let file: number | undefined;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    file = openSync(path, 'a+', 0o600);
    const { tryLock } = createRequire(import.meta.url)('fs-native-extensions') as { tryLock: TryLock };
    if (!tryLock(file)) {
      throw new StartupError(
        `The data directory ${directory} is in use by ${readHolder(path)}; stop it or set DATA_DIR to another directory.`,
      );
    }
    writeHolder(file);
  } catch (error) {
    if (file !== undefined) closeSync(file);
    throw error instanceof StartupError ? error : fileFault(directory, error);
  }
  const held = file;
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    closeSync(held);
  };
};
