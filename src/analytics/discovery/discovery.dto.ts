import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { GRANULARITIES, type Granularity, TIME_RANGES, type TimeRangeName } from '../../common/time-range.js';
import { MayBeAbsent, OneOf } from '../../common/validation/rules.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

export class DiscoveryQueryDto {
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
  granularity?: Granularity;
}

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
}

export class DiscoveryResponse {
  @ApiProperty({ type: [DiscoveryPoint], description: 'Buckets with discoveries, the oldest first.' })
  data_points!: DiscoveryPoint[];

  @ApiProperty({ enum: TIME_RANGE_NAMES, example: '7d' })
  time_range!: TimeRangeName;

  @ApiProperty({ enum: GRANULARITIES, example: 'day' })
  granularity!: Granularity;

  @ApiProperty({ type: 'integer', example: 3 })
  total_discovered!: number;
}
