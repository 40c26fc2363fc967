import { setMaxListeners } from 'node:events';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { RequestAbortedError } from '../common/tracker-error.js';
import { JobRepository } from '../store/jobs/job.repository.js';
import { TrackerDataSource } from '../store/connection/tracker-data-source.js';
import { doAs, StoreWork } from '../store/connection/turns/store-work.js';
import type { Job } from './job.js';
import { JobList } from './job-list.js';
import { JobRunner } from './job-runner.js';

const PREFIX = 'pattern-usage ';

/** How long after the start a job is first looked at; it may be due from before. */
const FIRST_LOOK_MS = 1000;
const MIN_PAUSE_MS = 50;

/** A job that did not get its turn for so many of its intervals, and for so long, is overdue. */
const OVERDUE_INTERVALS = 5;
const OVERDUE_MS = 120_000;

/**
 * Runs the jobs when they are due: by the table, which all instances share and which outlasts them,
 * so that what was missed while none ran is done after the start.
 */
@Injectable()
export class BackgroundJobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly running = new Map<string, Promise<void>>();
  private readonly failing = new Set<string>();
  private readonly stopping = new AbortController();
  /** When each job was last seen to be done or to have nothing to do; by a clock that nobody sets. */
  private readonly seenWell = new Map<string, number>();

  constructor(
    private readonly list: JobList,
    private readonly scheduler: SchedulerRegistry,
    private readonly runner: JobRunner,
    private readonly jobs: JobRepository,
    private readonly store: TrackerDataSource,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // Each job that waits for its turn on the store listens.
    setMaxListeners(0, this.stopping.signal);
    // Nobody else can be on an embedded store: whoever held a job is gone.
    if (!this.store.capabilities.hasBackgroundWorkers) await this.jobs.freeAll();
    for (const job of this.list.jobs) {
      this.seenWell.set(job.name, performance.now());
      this.after(Math.min(job.everyMs, FIRST_LOOK_MS), job.name, () => this.runIfDue(job));
    }
  }

  /** Lets the jobs end with the statement they are at, before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    for (const name of this.scheduler.getTimeouts()) {
      if (name.startsWith(PREFIX)) this.scheduler.deleteTimeout(name);
    }
    await Promise.all(this.running.values());
  }

  /** The jobs that have been waited for much longer than their intervals. */
  overdue(now = performance.now()): string[] {
    return this.list.jobs
      .filter(({ name, everyMs }) => {
        const seen = this.seenWell.get(name);
        return seen !== undefined && now - seen > OVERDUE_INTERVALS * everyMs + OVERDUE_MS;
      })
      .map(({ name }) => name);
  }

  /** Looks at something in `ms`, and again after as many milliseconds as `look` says. */
  private after(ms: number, name: string, look: () => Promise<number>): void {
    if (this.stopping.signal.aborted) return;
    const timeout = PREFIX + name;
    if (this.scheduler.doesExist('timeout', timeout)) this.scheduler.deleteTimeout(timeout);
    const start = (): void => {
      const attempt = this.attempt(name, look).then((pause) => {
        this.running.delete(name);
        this.after(Math.max(pause, MIN_PAUSE_MS), name, look);
      });
      this.running.set(name, attempt);
    };
    this.scheduler.addTimeout(timeout, setTimeout(start, ms));
  }

  private async attempt(name: string, look: () => Promise<number>): Promise<number> {
    try {
      const pause = await doAs(new StoreWork('job', this.stopping.signal), look);
      if (this.failing.delete(name)) this.logger.log(`The job ${name} runs again.`);
      return pause;
    } catch (error) {
      if (error instanceof RequestAbortedError) return FIRST_LOOK_MS;
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
    const isNeededNow = isNeeded === undefined || (await isNeeded());
    const wait = isNeededNow ? await this.jobs.dueIn(name, everyMs) : everyMs;
    if (wait > 0 || (await this.runner.run(name, work, everyMs, this.stopping.signal))) {
      this.seenWell.set(name, performance.now());
    }
    return wait > 0 ? wait : everyMs;
  }
}
