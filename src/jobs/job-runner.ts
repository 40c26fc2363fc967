import { Injectable, Logger } from '@nestjs/common';
import { JobRepository } from '../store/repositories/job.repository.js';

/** A job whose instance died is free again after this long; while one works, it says so in between. */
const LEASE_MS = 15 * 60_000;
const RENEWAL_MS = LEASE_MS / 3;

/** Runs jobs so that only one instance runs each, and notes when, how long and how they ended. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger('Jobs');

  constructor(private readonly jobs: JobRepository) {}

  /**
   * Runs a job unless another instance has it, or ended it less than `everyMs` ago. Its own error is
   * logged and noted, not thrown.
   * @throws StoreUnavailableError where the job could not be taken or given back.
   */
  async run(name: string, work: () => Promise<unknown>, everyMs = 0): Promise<void> {
    if (!(await this.jobs.take(name, LEASE_MS, everyMs))) return;
    const start = performance.now();
    const renewal = setInterval(() => void this.renew(name), RENEWAL_MS);
    const error = await work()
      .then(
        () => null,
        (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
      )
      .finally(() => clearInterval(renewal));
    if (error !== null) this.logger.warn(`The job ${name} failed and will be tried again: ${error}`);
    await this.jobs.finish(name, performance.now() - start, error);
  }

  private async renew(name: string): Promise<void> {
    try {
      await this.jobs.renew(name, LEASE_MS);
    } catch (error) {
      this.logger.warn(`The job ${name} could not say that it still works: ${String(error)}`);
    }
  }
}
