import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { TrackerSettings } from '../../src/config/settings.js';
import { createApp } from '../../src/create-app.js';
import { JobList } from '../../src/jobs/index.js';
import { scratchStore } from './scratch-store.js';

/** TEST_LOGS shows what the server writes. */
const isQuiet = process.env['TEST_LOGS'] === undefined;

/**
 * The whole server on a real store, not listening; to be closed by `close()`.
 * @param withoutRollups leaves the rollups to the test.
 */
export const openHttpApp = async (
  settings: TrackerSettings = {},
  { withoutRollups = false }: { readonly withoutRollups?: boolean } = {},
): Promise<NestFastifyApplication> => {
  const scratch = await scratchStore();
  const app = await createApp({ ...scratch.settings, LOG_LEVEL: isQuiet ? 'silent' : 'debug', ...settings });
  if (isQuiet) Logger.overrideLogger(false);
  if (withoutRollups) {
    const list = app.get(JobList, { strict: false });
    Object.assign(list, { jobs: list.jobs.filter(({ name }) => !name.includes('rollups')) });
  }
  const close = app.close.bind(app);
  app.close = async () => {
    await close();
    await scratch.remove();
  };
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
};
