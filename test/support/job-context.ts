import type { JobContext } from '../../src/common/job-context.js';

/** What a job is given that nobody stops. */
export const jobContext = (): JobContext => ({ stop: new AbortController().signal, problems: [] });
