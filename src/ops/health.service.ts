import { Injectable } from '@nestjs/common';
import { JobRepository } from '../store/repositories/job.repository.js';
import { TrackerDataSource } from '../store/tracker-data-source.js';

export const HEALTH_STATUSES = ['healthy', 'degraded', 'unhealthy'] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

export interface Health {
  readonly status: HealthStatus;
  readonly components: Readonly<Record<string, { readonly status: HealthStatus; readonly detail: string }>>;
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
  constructor(
    private readonly store: TrackerDataSource,
    private readonly jobs: JobRepository,
  ) {}

  /** Asks the store now; a failing job only degrades, as answers stay exact without it. */
  async check(): Promise<Health> {
    const start = performance.now();
    try {
      const runs = await within(PATIENCE_MS, this.jobs.list());
      const failed = runs.filter((run) => run.error !== null);
      const database = {
        status: 'healthy',
        detail: `answered in ${Math.round(performance.now() - start)} ms`,
      } as const;
      const jobs =
        failed.length === 0
          ? ({ status: 'healthy', detail: `${runs.length} jobs known, none failed last time` } as const)
          : ({
              status: 'degraded',
              detail: `failed last time: ${failed.map((run) => run.name).join(', ')}`,
            } as const);
      return { status: jobs.status, components: { database, jobs } };
    } catch {
      const database = { status: 'unhealthy', detail: 'the store does not answer' } as const;
      return { status: 'unhealthy', components: { database } };
    }
  }

  /** Whether usages can be taken. */
  async isReady(): Promise<boolean> {
    if (!this.store.isInitialized) return false;
    return (await this.check()).status !== 'unhealthy';
  }
}
