// Makes one migrated, empty store; every test works on a copy of it, in one directory of all tests.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default async () => {
  process.env['TEST_SCRATCH_DIR'] = mkdtempSync(join(tmpdir(), 'tracker-tests-'));
  const template = join(import.meta.dirname, '../../.cache/template');
  rmSync(template, { recursive: true, force: true });
  mkdirSync(template, { recursive: true });
  const { openStore } = await import('../../dist/src/store/open-store.js');
  const { loadConfig } = await import('../../dist/src/config/config.js');
  const { Logger } = await import('@nestjs/common');
  Logger.overrideLogger(false);
  const store = await openStore(loadConfig({ DATA_DIR: template }).store);
  await store.destroy();
};
