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

export class JobsResponse {
  @Field.list(JobStatus) jobs!: JobStatus[];
  @Field.list(JobSwitchedOff, 'Those that a setting keeps from running.', { example: [] })
  switched_off!: JobSwitchedOff[];
}
