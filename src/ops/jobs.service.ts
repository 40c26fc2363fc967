import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { formatTime } from '../common/time-range.js';
import { JobList } from '../jobs/index.js';
import { JobRepository } from '../store/repositories/job.repository.js';
import { TrackerDataSource } from '../store/tracker-data-source.js';
import type { JobStatus } from './jobs.dto.js';

interface Scheduled {
  readonly name: string;
  readonly about: string;
  readonly everyMs: number;
}

const time = (date: Date | null | undefined): string | null => (date ? formatTime(date.getTime()) : null);

/** Tells of the jobs from their table. */
@Injectable()
export class JobsService {
  constructor(
    private readonly list: JobList,
    private readonly jobs: JobRepository,
    private readonly store: TrackerDataSource,
    private readonly clock: Clock,
  ) {}

  /** Each job that this server has: its schedule, and how it went when any instance last ran it. */
  async all(): Promise<JobStatus[]> {
    const runs = new Map((await this.jobs.list()).map((run) => [run.name, run]));
    return [...this.list.jobs, ...(await this.policies())].map(({ name, about, everyMs }) => {
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
        next_due_at: formatTime(end === undefined ? this.clock.now() : end + everyMs),
      };
    });
  }

  /** A server's own workers run them, and note it elsewhere. */
  private async policies(): Promise<Scheduled[]> {
    if (this.store.capabilities.backgroundWorkers) return [];
    const policies = await this.jobs.policies();
    return policies.map(({ name, everyMs }) => ({ name, about: 'A policy of TimescaleDB.', everyMs }));
  }
}
