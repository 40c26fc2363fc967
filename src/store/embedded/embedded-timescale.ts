import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import { StartupError } from '../../common/startup-error.js';
import { lockDirectory } from './directory-lock.js';
import { COMPLETE, DATABASE } from './reset-data-dir.js';

const WORKER = new URL('./embedded-timescale.worker.js', import.meta.url);

/** The database's directory, emptied where a first start was cut off before anything was stored. */
const prepareDataDir = (directory: string): string => {
  const dataDir = join(directory, DATABASE);
  if (!existsSync(join(directory, COMPLETE))) rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return dataDir;
};

/**
 * TimescaleDB inside this process, in a thread of its own, spoken to over a Unix socket that only
 * this user can open. It serves one connection at a time and has no background workers.
 */
export class EmbeddedTimescale {
  private readonly logger = new Logger(EmbeddedTimescale.name);
  private worker: Worker | undefined;
  private closing = false;

  private constructor(
    /** What a PostgreSQL client takes as its host. */
    readonly socketDir: string,
    private readonly dataDir: string | undefined,
    private readonly unlock: () => void,
  ) {}

  /**
   * @param directory where the data lives, or undefined to keep nothing.
   * @throws StartupError where the directory is in use or the database cannot start.
   */
  static async open(directory: string | undefined): Promise<EmbeddedTimescale> {
    const absolute = directory === undefined ? undefined : resolve(directory);
    const unlock = absolute === undefined ? () => {} : lockDirectory(absolute);
    const embedded = new EmbeddedTimescale(
      mkdtempSync(join(tmpdir(), 'pattern-usage-')),
      absolute === undefined ? undefined : prepareDataDir(absolute),
      unlock,
    );
    try {
      await embedded.start();
      if (absolute !== undefined) writeFileSync(join(absolute, COMPLETE), '');
    } catch (error) {
      embedded.release();
      const reason = error instanceof Error ? error.message : String(error);
      throw new StartupError(
        `The embedded TimescaleDB did not start${absolute === undefined ? '' : ` on ${absolute}`}: ${reason}.`,
        { cause: error },
      );
    }
    return embedded;
  }

  /** Writes everything out and frees the directory. */
  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    const worker = this.worker;
    if (worker) {
      const gone = new Promise((done) => worker.once('exit', done));
      worker.postMessage('close');
      await gone;
    }
    this.release();
  }

  private async start(): Promise<void> {
    const socketPath = join(this.socketDir, '.s.PGSQL.5432');
    rmSync(socketPath, { force: true });
    const worker = new Worker(WORKER, { workerData: { dataDir: this.dataDir, socketPath } });
    this.worker = worker;
    await new Promise<void>((ready, failed) => {
      worker.once('message', () => ready());
      worker.once('error', failed);
      worker.once('exit', (code) => failed(new Error(`its thread ended with code ${code}`)));
    });
    worker.removeAllListeners();
    worker.once('error', (error) => this.logger.error(`The embedded TimescaleDB failed: ${error.message}`));
    worker.once('exit', () => void this.restart());
  }

  /** A thread that ended by itself is started again; the pool then finds its new socket. */
  private async restart(): Promise<void> {
    if (this.closing) return;
    this.worker = undefined;
    this.logger.warn('The embedded TimescaleDB ended unexpectedly and is started again.');
    try {
      await this.start();
    } catch (error) {
      this.logger.fatal(`The embedded TimescaleDB did not come back: ${String(error)}`);
    }
  }

  private release(): void {
    rmSync(this.socketDir, { recursive: true, force: true });
    this.unlock();
  }
}
