import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { StartupError } from '../common/startup-error.js';
import { loadConfig } from '../config/config.js';
import type { TrackerSettings } from '../config/settings.js';
import { createApp } from '../create-app.js';
import { stopOnSignals } from './stop-on-signals.js';

const LISTEN_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use: stop the other server or set PORT',
  EACCES: 'is not allowed: set PORT to one above 1023',
  EADDRNOTAVAIL: 'is not an address of this machine: set HOST',
};

/**
 * Starts the HTTP server; it stops on SIGTERM and SIGINT.
 * @throws StartupError where the configuration, the store or the address refuses.
 */
export const serve = async (
  settings: TrackerSettings | NodeJS.ProcessEnv,
): Promise<NestFastifyApplication> => {
  const { http, otlp } = loadConfig(settings);
  const app = await createApp(settings);
  stopOnSignals(app, http.shutdownTimeoutMs);
  try {
    await app.listen(http.port, http.host);
  } catch (error) {
    await app.close();
    const fault = LISTEN_FAULTS[(error as NodeJS.ErrnoException).code ?? ''];
    throw fault === undefined ? error : new StartupError(`Address ${http.host}:${http.port} ${fault}.`);
  }
  const logger = new Logger('Server');
  if (!http.isLoopback) {
    const ports = [http.port, otlp.grpcPort].filter((port) => port !== undefined).join(' or ');
    logger.warn(
      `HOST is ${http.host}: whoever reaches port ${ports} may read and record everything, for there are no keys. Let only those reach it who may, or set HOST=127.0.0.1 behind a proxy that asks who they are.`,
    );
  }
  logger.log(`Listening on ${await app.getUrl()}, API documentation under /docs.`);
  return app;
};
