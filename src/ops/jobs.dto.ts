import { ApiProperty } from '@nestjs/swagger';

export class JobStatus {
  @ApiProperty({ example: 'count co-usage' })
  name!: string;

  @ApiProperty({ example: 'Counts which patterns are used together.' })
  about!: string;

  @ApiProperty({
    type: 'integer',
    description: 'Milliseconds from one end to the next start.',
    example: 60_000,
  })
  every_ms!: number;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, example: '2025-10-28T11:30:00Z' })
  last_started_at!: string | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, example: '2025-10-28T11:30:00.120Z' })
  last_finished_at!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 120 })
  last_duration_ms!: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What its last run could not do, and why; null where it did all. The rest was done.',
    example: null,
  })
  last_error!: string | null;

  @ApiProperty({
    format: 'date-time',
    description: 'From then on it runs, where there is something to do; now where it has not run yet.',
    example: '2025-10-28T11:31:00.120Z',
  })
  next_due_at!: string;
}

export class JobSwitchedOff {
  @ApiProperty({ example: 'assess patterns' })
  name!: string;

  @ApiProperty({
    example: 'Finds out how well patterns work, where they are going and which to recommend.',
  })
  about!: string;

  @ApiProperty({ example: 'It does not run, as ASSESSMENT_SECONDS is 0.' })
  reason!: string;
}

export class JobsResponse {
  @ApiProperty({ type: [JobStatus] })
  jobs!: JobStatus[];

  @ApiProperty({
    type: [JobSwitchedOff],
    description: 'Those that a setting keeps from running.',
    example: [],
  })
  switched_off!: JobSwitchedOff[];
}
