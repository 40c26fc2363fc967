import { Injectable, Logger } from '@nestjs/common';
import { JobRepository } from '../store/repositories/job.repository.js';

/** A job whose instance died is free again after this long. */
const LEASE_MS = 15 * 60_000;

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
    const error = await work().then(
      () => null,
      (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
    );
    if (error !== null) this.logger.warn(`The job ${name} failed and will be tried again: ${error}`);
    await this.jobs.finish(name, performance.now() - start, error);
  }
}
