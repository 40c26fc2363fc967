import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { JobRepository } from '../store/repositories/job.repository.js';
import { TrackerDataSource } from '../store/tracker-data-source.js';
import type { Job } from './job.js';
import { JobList } from './job-list.js';
import { JobRunner } from './job-runner.js';

const PREFIX = 'pattern-usage ';
const MINUTE_MS = 60_000;

/** How long after the start a job is first looked at; it may be due from before. */
const FIRST_LOOK_MS = 1000;
const SHORTEST_PAUSE_MS = 50;

/**
 * Runs the jobs when they are due: by the table, which all instances share and which outlasts them,
 * so that what was missed while none ran is done after the start.
 */
@Injectable()
export class BackgroundJobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly running = new Map<string, Promise<void>>();
  private readonly failing = new Set<string>();
  private isStopping = false;

  constructor(
    private readonly list: JobList,
    private readonly scheduler: SchedulerRegistry,
    private readonly runner: JobRunner,
    private readonly jobs: JobRepository,
    private readonly store: TrackerDataSource,
  ) {}

  onApplicationBootstrap(): void {
    for (const job of this.list.jobs) {
      this.after(Math.min(job.everyMs, FIRST_LOOK_MS), job.name, () => this.runIfDue(job));
    }
    if (this.store.capabilities.backgroundWorkers) return;
    this.after(MINUTE_MS, 'policies', async () => {
      await this.runPolicies();
      return MINUTE_MS;
    });
  }

  /** Lets the jobs end before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    for (const name of this.scheduler.getTimeouts()) {
      if (name.startsWith(PREFIX)) this.scheduler.deleteTimeout(name);
    }
    await Promise.all(this.running.values());
  }

  /** What a TimescaleDB server's background workers do by themselves. */
  async runPolicies(): Promise<void> {
    for (const { jobId, name, everyMs } of await this.jobs.duePolicies()) {
      await this.runner.run(name, () => this.jobs.runPolicy(jobId), everyMs);
    }
  }

  /** Looks at something in `ms`, and again after as many milliseconds as `look` says. */
  private after(ms: number, name: string, look: () => Promise<number>): void {
    if (this.isStopping) return;
    const timeout = PREFIX + name;
    if (this.scheduler.doesExist('timeout', timeout)) this.scheduler.deleteTimeout(timeout);
    const start = (): void => {
      const attempt = this.attempt(name, look).then((pause) => {
        this.running.delete(name);
        this.after(Math.max(pause, SHORTEST_PAUSE_MS), name, look);
      });
      this.running.set(name, attempt);
    };
    this.scheduler.addTimeout(timeout, setTimeout(start, ms));
  }

  private async attempt(name: string, look: () => Promise<number>): Promise<number> {
    try {
      const pause = await look();
      if (this.failing.delete(name)) this.logger.log(`The job ${name} runs again.`);
      return pause;
    } catch (error) {
      // Once, not at every attempt: a store that is away stays away for many of them.
      if (!this.failing.has(name)) {
        this.logger.warn(`The job ${name} cannot run and will be tried again: ${String(error)}`);
      }
      this.failing.add(name);
      return FIRST_LOOK_MS;
    }
  }

  /** @returns milliseconds until it is worth another look. */
  private async runIfDue({ name, everyMs, isNeeded, work }: Job): Promise<number> {
    if (isNeeded && !(await isNeeded())) return everyMs;
    const wait = await this.jobs.dueIn(name, everyMs);
    if (wait > 0) return wait;
    await this.runner.run(name, work, everyMs);
    return everyMs;
  }
}
