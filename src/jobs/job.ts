import type { JobContext } from '../common/job-context.js';

/** Work that is done again and again, by one instance at a time. */
export interface Job {
  /** Under this name it stands in the table of jobs. */
  readonly name: string;
  /** What it does, in a few words. */
  readonly about: string;
  /** From its last end to the next start, in milliseconds; 0 where it does not run. */
  readonly everyMs: number;
  /** The environment variable whose 0 keeps it from running, where one does. */
  readonly setting?: string;
  /** Whether there is anything to do; without it there always is. */
  readonly isNeeded?: () => Promise<boolean>;
  readonly work: (context: JobContext) => Promise<unknown>;
}
