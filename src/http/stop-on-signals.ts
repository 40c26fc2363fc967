import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { endLog } from '../logging/process-log.js';

/** What is left, once connections are cut, to write what they brought. */
const LAST_PART = 0.25;

/**
 * Stops the server on SIGTERM and SIGINT: no new requests, those in flight end, the store is
 * closed, exit code 0, within `timeoutMs`. Connections are cut shortly before that. What the store still
 * works at then is left to its recovery at the next start, which keeps all that was acknowledged.
 */
export const stopOnSignals = (app: NestFastifyApplication, timeoutMs: number): void => {
  const logger = new Logger('Server');
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.log(`Stopping on ${signal}.`);
    setTimeout(
      () => {
        logger.warn('Cutting the connections that are still open.');
        app.getHttpServer().closeAllConnections();
      },
      timeoutMs * (1 - LAST_PART),
    ).unref();
    setTimeout(() => {
      logger.warn('Stopped without waiting for what the store still works at; nothing acknowledged is lost.');
      // A statement of the embedded store ends for no one: its thread goes with the process.
      void endLog().then(() => process.exit(0));
    }, timeoutMs).unref();
    try {
      await app.close();
      logger.log('Stopped.');
      await endLog();
      process.exit(0);
    } catch (error) {
      logger.fatal(`The stop failed: ${String(error)}`);
      await endLog();
      process.exit(1);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
};
