import { Field, OR_NULL } from '../common/validation/fields.js';

export class JobStatus {
  @Field.text('count co-usage') name!: string;
  @Field.text('Counts which patterns are used together.') about!: string;
  @Field.count(60_000, 'Milliseconds from one end to the next start.') every_ms!: number;
  @Field.instant('2025-10-28T11:30:00Z', OR_NULL) last_started_at!: string | null;
  @Field.instant('2025-10-28T11:30:00.120Z', OR_NULL) last_finished_at!: string | null;
  @Field.count(120, OR_NULL) last_duration_ms!: number | null;
  @Field.text(null, 'What its last run could not do, and why; null where it did all.', OR_NULL)
  last_error!: string | null;
  @Field.instant(
    '2025-10-28T11:31:00.120Z',
    'When it runs next, where there is work; now before its first run.',
  )
  next_due_at!: string;
}

export class JobSwitchedOff {
  @Field.text('assess patterns') name!: string;
  @Field.text('Finds out how well patterns work, where they are going and which to recommend.')
  about!: string;
  @Field.text('It does not run, as ASSESSMENT_SECONDS is 0.') reason!: string;
}

export class DimensionStatus {
  @Field.text('context.team', 'version, or context.<key> of CONTEXT_DIMENSIONS.') name!: string;
  @Field.flag(true, 'Whether rollups by it hold all usages that are kept.') is_built!: boolean;
  @Field.instant(
    '2025-10-01T00:00:00Z',
    'Rollups by it hold everything from here on, and older usages are read one by one; null where they hold all or nothing yet.',
    OR_NULL,
  )
  built_from!: string | null;
  @Field.fraction(0.43, 'How much of the time that there are usages of is built.') progress!: number;
}

export class JobsResponse {
  @Field.list(JobStatus) jobs!: JobStatus[];
  @Field.list(JobSwitchedOff, 'Those that a setting keeps from running.', { example: [] })
  switched_off!: JobSwitchedOff[];
  @Field.list(
    DimensionStatus,
    'What usages are counted by beforehand; built by the job that advances rollups.',
  )
  dimensions!: DimensionStatus[];
}
