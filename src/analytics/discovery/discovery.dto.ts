import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { GRANULARITIES, type Granularity, TIME_RANGES } from '../../common/time-range.js';
import { PeriodComparison } from '../period-comparison.dto.js';
import { BucketQueryDto } from '../request/usage-query.dto.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

/** A pattern is discovered once, whatever came of it, so there is no filter by outcome or context. */
export class DiscoveryQueryDto extends OmitType(BucketQueryDto, ['outcome', 'context'] as const) {}

class DiscoveryPoint {
  @ApiProperty({ format: 'date-time', description: 'The bucket’s start.', example: '2025-10-28T00:00:00Z' })
  timestamp!: string;

  @ApiProperty({ type: 'integer', description: 'Patterns first seen in it.', example: 3 })
  count!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'The same by type; patterns without one are other.',
    example: { architectural: 2, other: 1 },
  })
  pattern_types!: Record<string, number>;

  @ApiPropertyOptional({
    description:
      'True where the bucket lasts still or the range cuts it. Said where anything beyond the original’s parameters was asked for.',
    example: true,
  })
  partial?: true;
}

export class DiscoveryResponse {
  @ApiProperty({
    type: [DiscoveryPoint],
    description: 'Buckets with discoveries, the oldest first; with fill=true all of them.',
  })
  data_points!: DiscoveryPoint[];

  @ApiProperty({ enum: [...TIME_RANGE_NAMES, 'custom'], example: '7d' })
  time_range!: string;

  @ApiProperty({ enum: GRANULARITIES, example: 'day' })
  granularity!: Granularity;

  @ApiProperty({ type: 'integer', example: 3 })
  total_discovered!: number;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-10-21T00:00:00Z' })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to?: string;

  @ApiPropertyOptional({ example: 'Europe/Berlin' })
  timezone?: string;

  @ApiPropertyOptional({ enum: WEEKDAYS, example: 'monday' })
  week_start?: Weekday;

  @ApiPropertyOptional({ type: PeriodComparison, description: 'Of total_discovered.' })
  comparison?: PeriodComparison;
}
