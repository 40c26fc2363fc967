/** Work that is done again and again, by one instance at a time. */
export interface Job {
  /** Under this name it stands in the table of jobs. */
  readonly name: string;
  /** What it does, in a few words. */
  readonly about: string;
  /** From its last end to the next start, in milliseconds; above 0. */
  readonly everyMs: number;
  /** Whether there is anything to do; without it there always is. */
  readonly isNeeded?: () => Promise<boolean>;
  readonly work: () => Promise<unknown>;
}
