import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { TrackerSettings } from '../../src/config/settings.js';
import { createApp } from '../../src/create-app.js';
import { scratchDataDir } from './scratch.js';

/** The whole server on a real embedded store, not listening; to be closed by `close()`. */
export const openHttpApp = async (settings: TrackerSettings = {}): Promise<NestFastifyApplication> => {
  const app = await createApp({
    DATA_DIR: scratchDataDir(),
    LOG_LEVEL: process.env['TEST_LOGS'] ? 'debug' : 'silent',
    ...settings,
  });
  if (!process.env['TEST_LOGS']) Logger.overrideLogger(false);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
};
