import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

type TryLock = (file: number, options: { shared: boolean }) => boolean;

/**
 * Keeps servers off a directory while its files are read, without changing anything in it.
 * @returns what ends that, or who runs on it.
 */
export const lockForReading = (directory: string): (() => void) | string => {
  const path = join(directory, 'lock');
  // A copy of a directory may have none, and no server runs on it then.
  if (!existsSync(path)) return () => undefined;
  const file = openSync(path, 'r');
  const { tryLock } = createRequire(import.meta.url)('fs-native-extensions') as { tryLock: TryLock };
  if (tryLock(file, { shared: true })) return () => closeSync(file);
  closeSync(file);
  return readFileSync(path, 'utf8').trim() || 'another process';
};
