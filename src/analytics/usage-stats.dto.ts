import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { GRANULARITIES, TIME_RANGES, type Granularity, type TimeRangeName } from '../common/time-range.js';
import { MayBeAbsent, OneOf, Uuid } from '../common/validation/rules.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

export class UsageStatsQueryDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'Only this pattern.' })
  @MayBeAbsent()
  @Uuid()
  pattern_id?: string;

  @ApiPropertyOptional({ enum: TIME_RANGE_NAMES, default: '7d' })
  @MayBeAbsent()
  @OneOf(TIME_RANGE_NAMES)
  time_range?: TimeRangeName;

  @ApiPropertyOptional({
    enum: GRANULARITIES,
    default: 'day',
    description: 'Buckets of UTC hours, UTC days, or weeks from Monday 00:00 UTC.',
  })
  @MayBeAbsent()
  @OneOf(GRANULARITIES)
  group_by?: Granularity;
}

export class UsageDataPoint {
  @ApiProperty({
    format: 'date-time',
    description: 'The bucket’s start.',
    example: '2025-10-28T00:00:00Z',
  })
  timestamp!: string;

  @ApiProperty({ type: 'integer', example: 42 })
  count!: number;
}

export class PatternUsageData {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({
    description: 'Its name; without one, pattern_ and the first 8 characters of its id.',
    example: 'Retry with backoff',
  })
  pattern_name!: string;

  @ApiProperty({
    type: [UsageDataPoint],
    description:
      'Buckets with usages, oldest first. The range’s first bucket holds what lies within the range.',
  })
  usage_data!: UsageDataPoint[];

  @ApiProperty({ type: 'integer', example: 42 })
  total_usage!: number;
}

/** The original's response model, to the letter. */
export class UsageStatsResponse {
  @ApiProperty({ type: [PatternUsageData], description: 'The most used first.' })
  patterns!: PatternUsageData[];

  @ApiProperty({ enum: TIME_RANGE_NAMES, example: '7d' })
  time_range!: TimeRangeName;

  @ApiProperty({ enum: GRANULARITIES, example: 'day' })
  granularity!: Granularity;

  @ApiProperty({ type: 'integer', example: 1 })
  total_patterns!: number;
}
