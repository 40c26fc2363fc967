import { Injectable, Logger } from '@nestjs/common';
import type { JobContext } from '../common/job-context.js';
import { reasonOf } from '../common/reason-of.js';
import { JobRepository } from '../store/jobs/job.repository.js';
import { doAs, StoreWork } from '../store/connection/turns/store-work.js';

/** A job whose instance died is free again after this long; while one works, it says so in between. */
const LEASE_MS = 30_000;
const RENEWAL_MS = LEASE_MS / 3;

/** Characters that are kept of what went wrong. */
const MAX_ERROR = 2000;

/** Runs jobs so that only one instance runs each, and notes when, how long and how they ended. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger('Jobs');
  /** What was last said of each job that does not go well: it is not said at every attempt. */
  private readonly said = new Map<string, string>();

  constructor(private readonly jobs: JobRepository) {}

  /**
   * Runs a job unless another instance has it, or ended it less than `everyMs` ago. Its own error is
   * logged and noted, not thrown, as is what it could not do while it did the rest.
   * @param stop ends it; it is then due at once.
   * @returns whether it was run.
   * @throws StoreUnavailableError where the job could not be taken or given back.
   */
  async run(
    name: string,
    work: (context: JobContext) => Promise<unknown>,
    everyMs = 0,
    stop: AbortSignal = new AbortController().signal,
  ): Promise<boolean> {
    if (!(await this.jobs.take(name, LEASE_MS, everyMs))) return false;
    const start = performance.now();
    const renewal = setInterval(() => void this.renew(name), RENEWAL_MS);
    const problems: string[] = [];
    const error = await work({ stop, problems })
      .then(() => null, reasonOf)
      .finally(() => clearInterval(renewal));
    // Whatever stopped it, it is given back.
    await doAs(new StoreWork('write'), async () => {
      if (stop.aborted) {
        await this.jobs.release(name);
        return;
      }
      const wrong = [...(error === null ? [] : [error]), ...problems].join('; ').slice(0, MAX_ERROR);
      this.say(name, wrong);
      await this.jobs.finish(name, performance.now() - start, wrong || null, error !== null);
    });
    return true;
  }

  private say(name: string, wrong: string): void {
    const before = this.said.get(name) ?? '';
    if (wrong === before) return;
    this.said.set(name, wrong);
    if (wrong === '') this.logger.log(`The job ${name} goes well again.`);
    else this.logger.warn(`The job ${name} has a problem and will be tried again: ${wrong}`);
  }

  private async renew(name: string): Promise<void> {
    try {
      await doAs(new StoreWork('write'), () => this.jobs.renew(name, LEASE_MS));
    } catch (error) {
      this.logger.warn(`The job ${name} could not say that it still works: ${String(error)}`);
    }
  }
}
