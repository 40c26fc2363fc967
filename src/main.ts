import 'reflect-metadata';
import { config as loadDotenv } from 'dotenv';
import { Logger } from '@nestjs/common';
import { StartupError } from './common/startup-error.js';
import { loadConfig } from './config/config.js';
import { createApp } from './create-app.js';
import { stopOnSignals } from './http/stop-on-signals.js';

loadDotenv({ quiet: true });

try {
  const { http } = loadConfig(process.env);
  const app = await createApp(process.env);
  stopOnSignals(app, http.shutdownTimeoutMs);
  await app.listen(http.port, http.host);
  new Logger('Server').log(`Listening on ${await app.getUrl()}, API documentation under /docs.`);
} catch (error) {
  process.stderr.write(`${error instanceof StartupError ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
}
