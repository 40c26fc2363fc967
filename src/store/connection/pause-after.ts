/** A job that fails again and again is tried at least this often, where its interval is no longer. */
const MAX_PAUSE_MS = 60_000;

/** From the end of a job to its next start (milliseconds), after it has failed so often in a row. */
export const pauseAfter = (everyMs: number, failures: number): number =>
  Math.min(everyMs * 2 ** Math.min(failures, 20), Math.max(everyMs, MAX_PAUSE_MS));
