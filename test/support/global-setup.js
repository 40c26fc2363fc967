// Makes one migrated, empty store; every test works on a copy of it, in one directory of all tests.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** More than all stores of a run take. */
const ROOM_BYTES = 8 * 1024 ** 3;

/** Memory where there is room: a disk takes a second to copy a store, and waits for each commit. */
const whereToWork = () => {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return Math.min(bavail * bsize, freemem()) > ROOM_BYTES ? MEMORY : tmpdir();
};

export default async () => {
  const scratch = mkdtempSync(join(whereToWork(), 'tracker-tests-'));
  // A PostgreSQL server runs as a user of its own, who has to get through.
  chmodSync(scratch, 0o711);
  process.env['TEST_SCRATCH_DIR'] = scratch;
  const template = join(import.meta.dirname, '../../.cache/template');
  rmSync(template, { recursive: true, force: true });
  mkdirSync(template, { recursive: true });
  const { openStore } = await import('../../dist/src/store/connection/open-store.js');
  const { loadConfig } = await import('../../dist/src/config/config.js');
  const { Logger } = await import('@nestjs/common');
  Logger.overrideLogger(false);
  const store = await openStore(loadConfig({ DATA_DIR: template }).store);
  await store.destroy();
};
