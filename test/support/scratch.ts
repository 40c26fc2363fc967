import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TEMPLATE = join(import.meta.dirname, '../../.cache/template');

/** An empty directory that is gone when the process ends. */
export const scratchDir = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'tracker-test-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

/** A data directory with a migrated, empty store. */
export const scratchDataDir = (): string => {
  const directory = scratchDir();
  cpSync(TEMPLATE, directory, { recursive: true });
  return directory;
};
