import { ApiProperty, OmitType } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { GRANULARITIES, type Granularity, TIME_RANGES } from '../../common/time-range.js';
import { PeriodComparison } from '../period-comparison.dto.js';
import { BucketQueryDto } from '../request/usage-query.dto.js';
import { Field, OR_ABSENT } from '../../common/validation/fields.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

/** A pattern is discovered once, whatever came of it, so there is no filter by outcome or context. */
export class DiscoveryQueryDto extends OmitType(BucketQueryDto, ['outcome', 'context'] as const) {}

class DiscoveryPoint {
  @Field.instant('2025-10-28T00:00:00Z', 'The bucket’s start.') timestamp!: string;
  @Field.count(3, 'Patterns first seen in it.') count!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'The same by type; patterns without one are other.',
    example: { architectural: 2, other: 1 },
  })
  pattern_types!: Record<string, number>;
  @Field.flag(
    true,
    'True where the bucket lasts still or the range cuts it. Said where anything beyond the original’s parameters was asked for.',
    OR_ABSENT,
  )
  partial?: true;
}

export class DiscoveryResponse {
  @Field.list(DiscoveryPoint, 'Buckets with discoveries, the oldest first; with fill=true all of them.')
  data_points!: DiscoveryPoint[];
  @Field.word([...TIME_RANGE_NAMES, 'custom'], '7d') time_range!: string;
  @Field.word(GRANULARITIES, 'day') granularity!: Granularity;
  @Field.count(3) total_discovered!: number;
  @Field.instant('2025-10-21T00:00:00Z', OR_ABSENT) from?: string;
  @Field.instant('2025-10-28T00:00:00Z', OR_ABSENT) to?: string;
  @Field.text('Europe/Berlin', OR_ABSENT) timezone?: string;
  @Field.word(WEEKDAYS, 'monday', OR_ABSENT) week_start?: Weekday;
  @Field.object(PeriodComparison, 'Of total_discovered.', OR_ABSENT) comparison?: PeriodComparison;
}
