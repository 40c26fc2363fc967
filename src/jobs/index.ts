export { BackgroundJobs } from './background-jobs.js';
export { JobList } from './job-list.js';
export { JobsModule } from './jobs.module.js';
