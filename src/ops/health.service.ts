import { Injectable, Logger } from '@nestjs/common';
import { AnswerCache } from '../cache/answer-cache.js';
import { UsageConsumer } from '../ingestion/index.js';
import { StoreUnavailableError } from '../common/tracker-error.js';
import { ChunkRepository } from '../store/retention/chunk.repository.js';
import { BackgroundJobs, JobList } from '../jobs/index.js';
import { JobRepository, type JobRun } from '../store/jobs/job.repository.js';
import { TrackerDataSource } from '../store/connection/tracker-data-source.js';
import { doAs, StoreWork } from '../store/connection/turns/store-work.js';

export const HEALTH_STATUSES = ['healthy', 'degraded', 'unhealthy'] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

export interface ComponentHealth {
  readonly status: HealthStatus;
  readonly detail: string;
}

export interface Health {
  /** The worst of the components’. */
  readonly status: HealthStatus;
  readonly components: Readonly<Record<string, ComponentHealth>>;
}

const PATIENCE_MS = 2000;
/** Where there is one connection, it may be busy; a probe waits a second, mostly. */
const EMBEDDED_PATIENCE_MS = 800;
/** A statement that has had the only connection for so long is no work any more. */
const MAX_STATEMENT_MS = 60_000;

/** For so long it is believed that all chunks can be opened. */
const CHUNKS_OPEN_MS = 30_000;
/** Characters that are told of what is wrong with jobs. */
const MAX_DETAIL = 1000;

class NoAnswerInTimeError extends Error {}

/** The promise's value, or a NoAnswerInTimeError once `ms` have passed. */
const within = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswerInTimeError(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Whether the server can do its work. */
@Injectable()
export class HealthService {
  private readonly logger = new Logger('Health');
  private chunksOpenUntil = -Infinity;

  constructor(
    private readonly store: TrackerDataSource,
    private readonly jobs: JobRepository,
    private readonly chunks: ChunkRepository,
    private readonly list: JobList,
    private readonly background: BackgroundJobs,
    private readonly cache: AnswerCache,
    private readonly kafka: UsageConsumer,
  ) {}

  /** Asks the store now; a failing job, cache or broker only degrades, as answers stay exact without it. */
  async check(): Promise<Health> {
    const components = { ...(await this.checkStore()), ...this.checkCache(), ...this.checkKafka() };
    const statuses = Object.values(components).map(({ status }) => status);
    return { status: HEALTH_STATUSES.findLast((status) => statuses.includes(status))!, components };
  }

  /** Whether usages can be taken. */
  async isReady(): Promise<boolean> {
    if (!this.store.isInitialized) return false;
    return (await this.check()).status !== 'unhealthy';
  }

  private async checkStore(): Promise<Record<string, ComponentHealth>> {
    const start = performance.now();
    try {
      const patience = this.store.capabilities.hasBackgroundWorkers ? PATIENCE_MS : EMBEDDED_PATIENCE_MS;
      // Before all that only reads.
      const first = new StoreWork('write');
      const fault = await doAs(first, () => within(patience, this.store.fault()));
      if (fault !== undefined) return { database: { status: 'unhealthy', detail: fault } };
      const runs = await doAs(first, () => within(patience, this.jobs.list()));
      await doAs(first, () => this.checkChunks(patience));
      const ms = Math.round(performance.now() - start);
      return {
        database: { status: 'healthy', detail: `answered in ${ms} ms` },
        jobs: this.jobsHealth(runs),
      };
    } catch (error) {
      const busyMs = error instanceof NoAnswerInTimeError ? this.busyMs() : 0;
      if (busyMs > 0 && busyMs < MAX_STATEMENT_MS) {
        return { database: { status: 'healthy', detail: `busy for ${Math.round(busyMs)} ms` } };
      }
      this.logger.warn(`The store does not answer: ${(error as Error).message}`);
      const lacks = error instanceof StoreUnavailableError && !error.passes;
      return {
        database: { status: 'unhealthy', detail: lacks ? error.message : 'the store does not answer' },
      };
    }
  }

  /** How long a statement has had the only connection of an embedded store; it answers afterwards. */
  private busyMs(): number {
    return this.store.capabilities.hasBackgroundWorkers ? 0 : (this.store.queue?.takenMs() ?? 0);
  }

  /** Questions can fail where the table of jobs is still read: all chunks are opened, now and then. */
  private async checkChunks(patience: number): Promise<void> {
    if (performance.now() < this.chunksOpenUntil) return;
    await within(patience, this.chunks.openAll());
    this.chunksOpenUntil = performance.now() + CHUNKS_OPEN_MS;
  }

  private jobsHealth(runs: readonly JobRun[]): ComponentHealth {
    const overdue = this.background.overdue().map((name) => `overdue: ${name}`);
    const known = new Set(this.list.jobs.map(({ name }) => name));
    const failed = runs
      .filter(({ name, error }) => error !== null && known.has(name))
      .map(({ name, error }) => `${name}: ${error}`);
    const wrong = [...overdue, ...failed].join('; ');
    const off = this.list.switchedOff
      .map(({ name, setting }) => `; ${name} is off, as ${setting} is 0`)
      .join('');
    if (wrong === '')
      return { status: 'healthy', detail: `${known.size} known, none failed last time${off}` };
    return { status: 'degraded', detail: wrong.slice(0, MAX_DETAIL) + off };
  }

  private checkCache(): Record<string, ComponentHealth> {
    const health = this.cache.health();
    if (!health) return {};
    return { redis: { status: health.reachable ? 'healthy' : 'degraded', detail: health.detail } };
  }

  private checkKafka(): Record<string, ComponentHealth> {
    const status = this.kafka.status();
    if (!status) return {};
    const { isConnected, paused, stored, refused, unreadable } = status;
    const behind = Object.values(status.lag).reduce((sum, lag) => sum + lag, 0);
    const counts = `${stored} stored, ${refused} refused, ${behind} behind`;
    if (unreadable !== undefined) {
      return { kafka: { status: 'degraded', detail: `${unreadable}; ${counts}` } };
    }
    if (!isConnected) return { kafka: { status: 'degraded', detail: `not connected; ${counts}` } };
    return paused > 0
      ? { kafka: { status: 'degraded', detail: `${paused} partitions wait; ${counts}` } }
      : { kafka: { status: 'healthy', detail: `connected; ${counts}` } };
  }
}
