import { ApiProperty, OmitType } from '@nestjs/swagger';
import { GRANULARITIES, type Granularity, TIME_RANGES } from '../../common/time-range.js';
import { Field, OR_ABSENT } from '../../common/validation/fields.js';
import { PeriodComparison } from '../period-comparison.dto.js';
import { CalendarFields } from '../report/range.dto.js';
import { SeriesQueryDto } from '../query/usage-query.dto.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

/** A pattern is discovered once, whatever came of it, so there is no filter by outcome or context. */
export class DiscoveryQueryDto extends OmitType(SeriesQueryDto, ['outcome', 'context'] as const) {}

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

export class DiscoveryResponse extends CalendarFields {
  @Field.list(DiscoveryPoint, 'Buckets with discoveries, the oldest first; with fill=true all of them.')
  data_points!: DiscoveryPoint[];
  @Field.word([...TIME_RANGE_NAMES, 'custom'], '7d') time_range!: string;
  @Field.word(GRANULARITIES, 'day') granularity!: Granularity;
  @Field.count(3) total_discovered!: number;
  @Field.object(PeriodComparison, 'Of total_discovered.', OR_ABSENT) comparison?: PeriodComparison;
}
