import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TEMPLATE = join(import.meta.dirname, '../../.cache/template');

/** An empty directory that is gone after the last test, if it is not removed before; of a bench, to be removed. */
export const scratchDir = (): string =>
  mkdtempSync(join(process.env['TEST_SCRATCH_DIR'] ?? tmpdir(), 'test-'));

/** A data directory with a migrated, empty store. */
export const scratchDataDir = (): string => {
  const directory = scratchDir();
  cpSync(TEMPLATE, directory, { recursive: true });
  return directory;
};
