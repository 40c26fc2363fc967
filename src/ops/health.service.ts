import { Injectable, Logger } from '@nestjs/common';
import { AnswerCache } from '../cache/answer-cache.js';
import { UsageConsumer } from '../ingestion/index.js';
import { JobRepository } from '../store/repositories/job.repository.js';
import { TrackerDataSource } from '../store/tracker-data-source.js';

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

/** The promise's value, or an error once `ms` have passed. */
const within = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
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

  constructor(
    private readonly store: TrackerDataSource,
    private readonly jobs: JobRepository,
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
      const runs = await within(PATIENCE_MS, this.jobs.list());
      const ms = Math.round(performance.now() - start);
      const failed = runs.filter((run) => run.error !== null).map((run) => run.name);
      return {
        database: { status: 'healthy', detail: `answered in ${ms} ms` },
        jobs:
          failed.length === 0
            ? { status: 'healthy', detail: `${runs.length} known, none failed last time` }
            : { status: 'degraded', detail: `failed last time: ${failed.join(', ')}` },
      };
    } catch (error) {
      this.logger.warn(`The store does not answer: ${(error as Error).message}`);
      return { database: { status: 'unhealthy', detail: 'the store does not answer' } };
    }
  }

  private checkCache(): Record<string, ComponentHealth> {
    const health = this.cache.health();
    if (!health) return {};
    return { redis: { status: health.reachable ? 'healthy' : 'degraded', detail: health.detail } };
  }

  private checkKafka(): Record<string, ComponentHealth> {
    const status = this.kafka.status();
    if (!status) return {};
    const { isConnected, paused, stored, refused, missingCodec } = status;
    const behind = Object.values(status.lag).reduce((sum, lag) => sum + lag, 0);
    const counts = `${stored} stored, ${refused} refused, ${behind} behind`;
    if (missingCodec !== undefined) {
      return { kafka: { status: 'degraded', detail: `cannot read ${missingCodec} compression; ${counts}` } };
    }
    if (!isConnected) return { kafka: { status: 'degraded', detail: `not connected; ${counts}` } };
    return paused > 0
      ? { kafka: { status: 'degraded', detail: `${paused} partitions wait; ${counts}` } }
      : { kafka: { status: 'healthy', detail: `connected; ${counts}` } };
  }
}
