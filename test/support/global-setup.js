// Makes one migrated, empty store; every test works on a copy of it, in one directory of all tests.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'tracker-tests-'));
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
