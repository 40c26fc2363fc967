import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { endLog } from '../logging/process-log.js';

/**
 * Stops the server on SIGTERM and SIGINT: no new requests, those in flight end, the store is
 * closed, exit code 0. Connections that are still open after `timeoutMs` are cut.
 */
export const stopOnSignals = (app: NestFastifyApplication, timeoutMs: number): void => {
  const logger = new Logger('Server');
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.log(`Stopping on ${signal}.`);
    setTimeout(() => {
      logger.warn('Cutting the connections that are still open.');
      app.getHttpServer().closeAllConnections();
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
