import { ApiProperty, OmitType } from '@nestjs/swagger';
import { GRANULARITIES, type Granularity } from '../../common/time-range.js';
import { Field, OR_ABSENT } from '../../common/validation/fields.js';
import { CalendarFields, OriginalPoint, PeriodComparison, TimeRangeField } from '../report/report.dto.js';
import { SeriesQueryDto } from '../query/usage-query.dto.js';

/** A pattern is discovered once, whatever came of it, so there is no filter by outcome or context. */
export class DiscoveryQueryDto extends OmitType(SeriesQueryDto, ['outcome', 'version', 'context'] as const) {}

class DiscoveryPoint extends OriginalPoint {
  @Field.count(3, 'Patterns first seen in it.') count!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'The same by type; patterns without one are other.',
    example: { architectural: 2, other: 1 },
  })
  pattern_types!: Record<string, number>;
}

export class DiscoveryResponse extends CalendarFields {
  @Field.list(DiscoveryPoint, 'Buckets with discoveries, the oldest first; with fill=true all of them.')
  data_points!: DiscoveryPoint[];
  @TimeRangeField('7d') time_range!: string;
  @Field.word(GRANULARITIES, 'day') granularity!: Granularity;
  @Field.count(3) total_discovered!: number;
  @Field.object(PeriodComparison, 'Of total_discovered.', OR_ABSENT) comparison?: PeriodComparison;
}
