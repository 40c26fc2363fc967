import { CreatePatterns1765000000001 } from './1765000000001-create-patterns.js';
import { CreatePatternFeedback1765000000002 } from './1765000000002-create-pattern-feedback.js';
import { CreateRollupState1765000000003 } from './1765000000003-create-rollup-state.js';
import { CreateRollups1765000000004 } from './1765000000004-create-rollups.js';
import { CreateJobRun1765000000005 } from './1765000000005-create-job-run.js';
import { CreateConclusions1765000000006 } from './1765000000006-create-conclusions.js';
import { CreateIngestionCounts1765000000007 } from './1765000000007-create-ingestion-counts.js';

/** Every migration, oldest first. A released one is never edited. */
export const migrations = [
  CreatePatterns1765000000001,
  CreatePatternFeedback1765000000002,
  CreateRollupState1765000000003,
  CreateRollups1765000000004,
  CreateJobRun1765000000005,
  CreateConclusions1765000000006,
  CreateIngestionCounts1765000000007,
];
