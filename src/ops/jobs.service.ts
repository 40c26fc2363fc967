import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { formatTime } from '../common/time-range.js';
import { JobList } from '../jobs/index.js';
import { pauseAfter } from '../store/connection/pause-after.js';
import { JobRepository } from '../store/jobs/job.repository.js';
import { RollupRepository } from '../store/rollups/rollup.repository.js';
import type { DimensionStatus, JobsResponse, JobStatus } from './jobs.dto.js';

const time = (date: Date | null | undefined): string | null => (date ? formatTime(date.getTime()) : null);

/** Tells of the jobs from their table. */
@Injectable()
export class JobsService {
  constructor(
    private readonly list: JobList,
    private readonly jobs: JobRepository,
    private readonly clock: Clock,
    private readonly rollups: RollupRepository,
  ) {}

  /** Each job that this server has: its schedule, and how it went when any instance last ran it. */
  async all(): Promise<JobsResponse> {
    const runs = new Map((await this.jobs.list()).map((run) => [run.name, run]));
    const jobs = this.list.jobs.map(({ name, about, everyMs }): JobStatus => {
      const run = runs.get(name);
      const end = run?.finished_at?.getTime();
      return {
        name,
        about,
        every_ms: everyMs,
        last_started_at: time(run?.started_at),
        last_finished_at: time(run?.finished_at),
        last_duration_ms: run?.duration_ms ?? null,
        last_error: run?.error ?? null,
        next_due_at: formatTime(
          end === undefined ? this.clock.now() : end + pauseAfter(everyMs, run!.failures),
        ),
      };
    });
    const switched_off = this.list.switchedOff.map(({ name, about, setting }) => ({
      name,
      about,
      reason: `It does not run, as ${setting} is 0.`,
    }));
    return { jobs, switched_off, dimensions: await this.dimensions() };
  }

  private async dimensions(): Promise<DimensionStatus[]> {
    const oldest = await this.rollups.oldestUsage();
    const now = this.clock.now();
    return (await this.rollups.dimensions.all()).map(({ name, isBuilt, completeFrom }) => {
      const built = oldest === undefined ? 1 : (now - completeFrom) / Math.max(1, now - oldest);
      return {
        name,
        is_built: isBuilt,
        built_from: Number.isFinite(completeFrom) ? formatTime(completeFrom) : null,
        progress: isBuilt ? 1 : Math.min(1, Math.max(0, built)),
      };
    });
  }
}
