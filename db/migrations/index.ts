import { CreatePatternFeedback1764000000001 } from './1764000000001-create-pattern-feedback.js';
import { CreatePatterns1764000000002 } from './1764000000002-create-patterns.js';
import { CreateUsageMinute1764000000003 } from './1764000000003-create-usage-minute.js';
import { CreateUsageHour1764000000004 } from './1764000000004-create-usage-hour.js';
import { CreateUsageDay1764000000005 } from './1764000000005-create-usage-day.js';
import { CreateUsageWeek1764000000006 } from './1764000000006-create-usage-week.js';
import { CreateRollupState1764000000007 } from './1764000000007-create-rollup-state.js';
import { CreateJobRun1764000000008 } from './1764000000008-create-job-run.js';
import { AddPatternNamedAt1764000000009 } from './1764000000009-add-pattern-named-at.js';
import { AddFeedback1764000000010 } from './1764000000010-add-feedback.js';
import { AddErrorFingerprint1764000000011 } from './1764000000011-add-error-fingerprint.js';
import { CreateUsageTotals1764000000012 } from './1764000000012-create-usage-totals.js';
import { CreateQualityRollups1764000000013 } from './1764000000013-create-quality-rollups.js';
import { CreateLatencyRollups1764000000014 } from './1764000000014-create-latency-rollups.js';
import { CreateErrorRollups1764000000015 } from './1764000000015-create-error-rollups.js';
import { DistrustRollups1764000000016 } from './1764000000016-distrust-rollups.js';
import { IndexIssues1764000000020 } from './1764000000020-index-issues.js';
import { CreatePatternAssessment1764000000021 } from './1764000000021-create-pattern-assessment.js';
import { AddPatternSearch1764000000030 } from './1764000000030-add-pattern-search.js';
import { IndexPatternFirstSeen1764000000031 } from './1764000000031-index-pattern-first-seen.js';
import { CreateCoUsage1764000000032 } from './1764000000032-create-co-usage.js';
import { AgeCoUsage1764000000033 } from './1764000000033-age-co-usage.js';
import { CreateUsageTotalMinute1764000000034 } from './1764000000034-create-usage-total-minute.js';
import { CreateIngestionCounts1764000000045 } from './1764000000045-create-ingestion-counts.js';
import { OrderInvalidations1764000000046 } from './1764000000046-order-invalidations.js';
import { CreateTicks1764000000047 } from './1764000000047-create-ticks.js';
import { CreateRetentionState1764000000048 } from './1764000000048-create-retention-state.js';
import { NoteFailures1764000000049 } from './1764000000049-note-failures.js';
import { AddShifts1764000000148 } from './1764000000148-add-shifts.js';

/** Every migration, oldest first. A released one is never edited. */
export const migrations = [
  CreatePatternFeedback1764000000001,
  CreatePatterns1764000000002,
  CreateUsageMinute1764000000003,
  CreateUsageHour1764000000004,
  CreateUsageDay1764000000005,
  CreateUsageWeek1764000000006,
  CreateRollupState1764000000007,
  CreateJobRun1764000000008,
  AddPatternNamedAt1764000000009,
  AddFeedback1764000000010,
  AddErrorFingerprint1764000000011,
  CreateUsageTotals1764000000012,
  CreateQualityRollups1764000000013,
  CreateLatencyRollups1764000000014,
  CreateErrorRollups1764000000015,
  DistrustRollups1764000000016,
  IndexIssues1764000000020,
  CreatePatternAssessment1764000000021,
  AddPatternSearch1764000000030,
  IndexPatternFirstSeen1764000000031,
  CreateCoUsage1764000000032,
  AgeCoUsage1764000000033,
  CreateUsageTotalMinute1764000000034,
  CreateIngestionCounts1764000000045,
  OrderInvalidations1764000000046,
  CreateTicks1764000000047,
  CreateRetentionState1764000000048,
  NoteFailures1764000000049,
  AddShifts1764000000148,
];
