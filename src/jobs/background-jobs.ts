import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { JobRepository } from '../store/repositories/job.repository.js';
import { RollupRefresh } from '../store/rollup-refresh.js';
import { TrackerDataSource } from '../store/tracker-data-source.js';
import { JobRunner } from './job-runner.js';

const MINUTE_MS = 60_000;

/** The jobs that keep the store in shape, each on its own interval and never twice at a time. */
@Injectable()
export class BackgroundJobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly running = new Map<string, Promise<void>>();
  private lastAdvance = -Infinity;

  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly scheduler: SchedulerRegistry,
    private readonly runner: JobRunner,
    private readonly jobs: JobRepository,
    private readonly rollups: RollupRefresh,
    private readonly store: TrackerDataSource,
  ) {}

  onApplicationBootstrap(): void {
    const { rollupRefreshMs } = this.config.store;
    if (rollupRefreshMs > 0)
      this.every('pattern-usage rollups', rollupRefreshMs, () => this.refreshRollups());
    if (!this.store.capabilities.backgroundWorkers) {
      this.every('pattern-usage policies', MINUTE_MS, () => this.runPolicies());
    }
  }

  /** Lets the jobs end before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    for (const name of this.scheduler.getIntervals()) {
      if (name.startsWith('pattern-usage ')) this.scheduler.deleteInterval(name);
    }
    await Promise.all(this.running.values());
  }

  private every(name: string, ms: number, work: () => Promise<void>): void {
    let failing = false;
    const attempt = async (): Promise<void> => {
      try {
        await work();
        if (failing) this.logger.log(`The ${name} run again.`);
        failing = false;
      } catch (error) {
        // Once, not at every tick: a store that is away stays away for many of them.
        if (!failing) this.logger.warn(`The ${name} cannot run and will be tried again: ${String(error)}`);
        failing = true;
      }
    };
    const tick = (): void => {
      if (this.running.has(name)) return;
      this.running.set(
        name,
        attempt().finally(() => this.running.delete(name)),
      );
    };
    this.scheduler.addInterval(name, setInterval(tick, ms));
  }

  /** Notes of late usages at once, watermarks once a minute. */
  private async refreshRollups(): Promise<void> {
    const isAdvanceDue = performance.now() - this.lastAdvance >= MINUTE_MS;
    if (isAdvanceDue) {
      this.lastAdvance = performance.now();
      await this.runner.run('advance rollups', () => this.rollups.advance());
    }
    if (await this.rollups.isBehind()) {
      await this.runner.run('refresh late rollups', () => this.rollups.catchUp());
    }
  }

  /** What a TimescaleDB server's background workers do by themselves. */
  async runPolicies(): Promise<void> {
    const due = await this.jobs.duePolicies();
    for (const { jobId, name } of due) await this.runner.run(name, () => this.jobs.runPolicy(jobId));
  }
}
