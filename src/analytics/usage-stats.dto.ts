import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../common/calendar.js';
import { GRANULARITIES, TIME_RANGES, type Granularity } from '../common/time-range.js';
import { IntegerText, Matching, MayBeAbsent } from '../common/validation/rules.js';
import { MOST_LISTED } from './request/most-listed.js';
import { BucketQueryDto } from './request/usage-query.dto.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

export class UsageStatsQueryDto extends BucketQueryDto {
  @ApiPropertyOptional({
    description:
      'The width of the buckets, hour, day (the default) or week; or context.<key>, to count by what the usages have under that key of their context.',
    example: 'day',
  })
  @MayBeAbsent()
  @Matching(/^(hour|day|week|context\.[^\u0000]{1,64})$/u, 'one of hour, day, week, or context.<key>')
  group_by?: string;

  @ApiPropertyOptional({
    description: `Only so many of the most used patterns; the others are summed up under other. Left out, an answer has the first ${MOST_LISTED} and a file all.`,
  })
  @MayBeAbsent()
  @IntegerText(1, 1000)
  limit?: string;
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

  @ApiPropertyOptional({
    description:
      'True where the bucket lasts still or the range cuts it. Said where anything beyond the original’s parameters was asked for.',
    example: true,
  })
  partial?: true;
}

export class UsageSeries {
  @ApiProperty({
    type: [UsageDataPoint],
    description:
      'Buckets with usages, oldest first; with fill=true all of them. The range’s first bucket holds what lies within the range.',
  })
  usage_data!: UsageDataPoint[];

  @ApiProperty({ type: 'integer', example: 42 })
  total_usage!: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'The total of the period before; only with compare=previous_period.',
    example: 40,
  })
  previous_total_usage?: number;
}

export class PatternUsageData extends UsageSeries {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({
    description: 'Its name; without one, pattern_ and the first 8 characters of its id.',
    example: 'Retry with backoff',
  })
  pattern_name!: string;
}

export class ContextUsageData extends UsageSeries {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The text under the key; null of usages whose context does not have it.',
    example: 'search',
  })
  value!: string | null;
}

export class OtherUsageData extends UsageSeries {
  @ApiProperty({ type: 'integer', description: 'How many patterns these are.', example: 17 })
  patterns!: number;
}

export class UsageComparison {
  @ApiProperty({ format: 'date-time', example: '2025-10-14T00:00:00Z' })
  from!: string;

  @ApiProperty({ format: 'date-time', example: '2025-10-21T00:00:00Z' })
  to!: string;

  @ApiProperty({ type: 'integer', example: 40 })
  total_usage!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'How much more it is now, as a share of then: 0.05 is 5 % more; null where then was none.',
    example: 0.05,
  })
  change!: number | null;
}

/** The original's response model, to the letter; what else was asked for is said beside it. */
export class UsageStatsResponse {
  @ApiProperty({
    type: [PatternUsageData],
    description: 'The most used first; none where group_by is a context key.',
  })
  patterns!: PatternUsageData[];

  @ApiProperty({ enum: [...TIME_RANGE_NAMES, 'custom'], example: '7d' })
  time_range!: string;

  @ApiProperty({ enum: GRANULARITIES, example: 'day' })
  granularity!: Granularity;

  @ApiProperty({
    type: 'integer',
    description: 'How many patterns (or values of the context key) are listed.',
    example: 1,
  })
  total_patterns!: number;

  @ApiPropertyOptional({
    type: 'integer',
    description:
      'How many there are, those under other included. Said with limit, where there are more than are listed, and where anything beyond the original’s parameters was asked for.',
    example: 1,
  })
  total_matching?: number;

  @ApiPropertyOptional({
    type: [ContextUsageData],
    description: 'Where group_by is a context key: by its values.',
  })
  groups?: ContextUsageData[];

  @ApiPropertyOptional({
    type: OtherUsageData,
    description: 'With limit, or where there are more than 1,000: what lies beyond.',
  })
  other?: OtherUsageData;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-10-21T00:00:00Z' })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to?: string;

  @ApiPropertyOptional({ example: 'Europe/Berlin' })
  timezone?: string;

  @ApiPropertyOptional({ enum: WEEKDAYS, example: 'monday' })
  week_start?: Weekday;

  @ApiPropertyOptional({ type: 'integer', example: 42 })
  total_usage?: number;

  @ApiPropertyOptional({ type: UsageComparison })
  comparison?: UsageComparison;
}
