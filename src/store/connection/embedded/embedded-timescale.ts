import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import { StartupError } from '../../../common/startup-error.js';
import { storeFault } from '../store-fault.js';
import { checkDataDir } from './check-data-dir.js';
import { lockDirectory } from './directory-lock.js';
import { DATABASE } from './reset-data-dir.js';
import { roomFault } from './room-fault.js';
import { makeSocketDirectory, type SocketDirectory } from './socket-directory.js';
import { startFault } from './start-fault.js';

const WORKER = new URL('./embedded-timescale.worker.js', import.meta.url);

/** Between two attempts to start it again, at the most. */
const RESTART_DELAY_MS = 5000;

/**
 * TimescaleDB inside this process, in a thread of its own, spoken to over a Unix socket that only
 * this user can open. It serves one connection at a time and has no background workers.
 */
export class EmbeddedTimescale {
  private readonly logger = new Logger(EmbeddedTimescale.name);
  private readonly closing = new AbortController();
  private worker: Worker | undefined;
  private restarting: Promise<void> | undefined;
  private failure: string | undefined;

  private constructor(
    private readonly sockets: SocketDirectory,
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
    let embedded: EmbeddedTimescale | undefined;
    try {
      const dataDir = absolute === undefined ? undefined : join(absolute, DATABASE);
      if (absolute !== undefined && dataDir !== undefined) checkDataDir(absolute, dataDir);
      embedded = new EmbeddedTimescale(makeSocketDirectory(), dataDir, unlock);
      await embedded.start();
      return embedded;
    } catch (error) {
      if (embedded) embedded.release();
      else unlock();
      throw error instanceof StartupError ? error : startFault(absolute, error as Error);
    }
  }

  /** What a PostgreSQL client takes as its host. */
  get socketDir(): string {
    return this.sockets.path;
  }

  /** What keeps it from storing, as a sentence; undefined where nothing is known to. */
  async fault(): Promise<string | undefined> {
    if (this.failure === undefined) return this.dataDir === undefined ? undefined : roomFault(this.dataDir);
    return (
      storeFault(this.failure) ??
      `The embedded TimescaleDB ended and is started again: ${this.failure.replace(/\.$/, '')}.`
    );
  }

  /** Writes everything out and frees the directory. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    await this.restarting;
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
    await new Promise<void>((ready, failed) => {
      worker.once('message', () => ready());
      worker.once('error', failed);
      worker.once('exit', (code) => failed(new Error(`its thread ended with code ${code}`)));
    });
    worker.removeAllListeners();
    worker.once('error', (error) => {
      this.failure = error.message;
    });
    worker.once('exit', () => {
      this.worker = undefined;
      if (!this.closing.signal.aborted) this.restarting = this.restart();
    });
    this.failure = undefined;
    this.worker = worker;
  }

  /**
   * A thread that ended by itself is started again, until it runs: what ended it, a full disk for
   * one, may pass. What was committed is in its log; the pool then finds its new socket.
   */
  private async restart(): Promise<void> {
    this.failure ??= 'its thread ended';
    for (let delay = 100; !this.closing.signal.aborted; delay = Math.min(2 * delay, RESTART_DELAY_MS)) {
      this.logger.error(`The embedded TimescaleDB ended and is started again: ${this.failure}.`);
      try {
        await this.start();
        return;
      } catch (error) {
        this.failure = (error as Error).message;
      }
      await sleep(delay, undefined, { signal: this.closing.signal }).catch(() => undefined);
    }
  }

  private release(): void {
    this.sockets.remove();
    this.unlock();
  }
}
