import { ApiProperty, OmitType } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { GRANULARITIES, type Granularity, TIME_RANGES } from '../../common/time-range.js';
import { PeriodComparison } from '../period-comparison.dto.js';
import { BucketQueryDto } from '../request/usage-query.dto.js';
import {
  Count,
  FlagField,
  Instant,
  ListField,
  OR_ABSENT,
  ObjectField,
  TextField,
  WordField,
} from '../../common/validation/fields.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

/** A pattern is discovered once, whatever came of it, so there is no filter by outcome or context. */
export class DiscoveryQueryDto extends OmitType(BucketQueryDto, ['outcome', 'context'] as const) {}

class DiscoveryPoint {
  @Instant('2025-10-28T00:00:00Z', 'The bucket’s start.') timestamp!: string;
  @Count(3, 'Patterns first seen in it.') count!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'The same by type; patterns without one are other.',
    example: { architectural: 2, other: 1 },
  })
  pattern_types!: Record<string, number>;
  @FlagField(
    true,
    'True where the bucket lasts still or the range cuts it. Said where anything beyond the original’s parameters was asked for.',
    OR_ABSENT,
  )
  partial?: true;
}

export class DiscoveryResponse {
  @ListField(DiscoveryPoint, 'Buckets with discoveries, the oldest first; with fill=true all of them.')
  data_points!: DiscoveryPoint[];
  @WordField([...TIME_RANGE_NAMES, 'custom'], '7d') time_range!: string;
  @WordField(GRANULARITIES, 'day') granularity!: Granularity;
  @Count(3) total_discovered!: number;
  @Instant('2025-10-21T00:00:00Z', OR_ABSENT) from?: string;
  @Instant('2025-10-28T00:00:00Z', OR_ABSENT) to?: string;
  @TextField('Europe/Berlin', OR_ABSENT) timezone?: string;
  @WordField(WEEKDAYS, 'monday', OR_ABSENT) week_start?: Weekday;
  @ObjectField(PeriodComparison, 'Of total_discovered.', OR_ABSENT) comparison?: PeriodComparison;
}
