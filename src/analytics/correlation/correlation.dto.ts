import { ApiExtraModels, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { GRANULARITIES, TIME_RANGES, type Granularity } from '../../common/time-range.js';
import { IntegerText, MayBeAbsent } from '../../common/validation/rules.js';
import { PeriodComparison } from '../period-comparison.dto.js';
import { GroupQueryDto } from '../request/usage-query.dto.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

export class CorrelationQueryDto extends GroupQueryDto {
  @ApiPropertyOptional({
    default: 20,
    description:
      'Only so many of the most used patterns; total_matching says how many there are, other what the rest is.',
  })
  @MayBeAbsent()
  @IntegerText(1, 1000)
  limit?: string;
}

export class RankCorrelationDto {
  @ApiProperty({ enum: ['ok', 'insufficient_data'], example: 'ok' })
  status!: 'ok' | 'insufficient_data';

  @ApiProperty({ type: 'integer', description: 'Buckets in which both were measured.', example: 29 })
  n!: number;

  @ApiPropertyOptional({ minimum: -1, maximum: 1, description: 'Spearman’s.', example: 0.61 })
  rho?: number;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 1,
    description: 'Two-sided; exact up to 7 buckets, by Student’s t from there on.',
    example: 0.0004,
  })
  p_value?: number;

  @ApiPropertyOptional({
    description: 'Why it is refused.',
    example: 'There are 3 whole buckets with both; at least 5 are needed.',
  })
  reason?: string;
}

export class CorrelatedBucket {
  @ApiProperty({ format: 'date-time', description: 'The bucket’s start.', example: '2025-10-28T00:00:00Z' })
  timestamp!: string;

  @ApiProperty({ type: 'integer', example: 42 })
  usage_count!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Milliseconds.', example: 143.5 })
  average_execution_time_ms!: number | null;

  @ApiProperty({ type: Number, nullable: true, minimum: 0, maximum: 1, example: 0.88 })
  average_quality!: number | null;

  @ApiPropertyOptional({
    description: 'True where the bucket lasts still or the range cuts it, so that it is not correlated.',
    example: true,
  })
  partial?: true;
}

export class CorrelationComparison extends PeriodComparison {
  @ApiProperty({ type: RankCorrelationDto, description: 'Of the period before.' })
  previous_latency!: RankCorrelationDto;

  @ApiProperty({ type: RankCorrelationDto, description: 'Of the period before.' })
  previous_quality!: RankCorrelationDto;
}

export class UsageCorrelation {
  @ApiProperty({ type: 'integer', description: 'In the range.', example: 420 })
  usage_count!: number;

  @ApiProperty({ type: RankCorrelationDto, description: 'Usages against the average execution time.' })
  latency!: RankCorrelationDto;

  @ApiProperty({ type: RankCorrelationDto, description: 'Usages against the average quality.' })
  quality!: RankCorrelationDto;

  @ApiPropertyOptional({
    type: [CorrelatedBucket],
    description:
      'The buckets with usages, oldest first; with fill=true all of them, which changes nothing of the correlation. Said where anything beyond time_range and pattern_id was asked for.',
  })
  data?: CorrelatedBucket[];

  @ApiPropertyOptional({
    type: CorrelationComparison,
    description: 'Only with compare=previous_period: of the usages, and both correlations of then.',
  })
  comparison?: CorrelationComparison;
}

export class PatternCorrelation extends UsageCorrelation {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({ example: 'Retry with backoff' })
  pattern_name!: string;
}

export class ContextCorrelation extends UsageCorrelation {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The text under the key; null of usages whose context does not have it.',
    example: 'search',
  })
  value!: string | null;
}

export class OtherCorrelation extends UsageCorrelation {
  @ApiProperty({ type: 'integer', description: 'How many patterns (or values) these are.', example: 17 })
  patterns!: number;
}

@ApiExtraModels(RankCorrelationDto)
export class CorrelationResponse {
  @ApiProperty({
    type: [PatternCorrelation],
    description: 'The most used first; none where group_by is a context key.',
  })
  patterns!: PatternCorrelation[];

  @ApiPropertyOptional({
    type: [ContextCorrelation],
    description: 'Where group_by is a context key: by its values, the most used first.',
  })
  groups?: ContextCorrelation[];

  @ApiProperty({
    type: OtherCorrelation,
    description: 'What lies beyond the limit, all its usages together.',
  })
  other!: OtherCorrelation;

  @ApiProperty({
    type: 'integer',
    description: 'How many patterns (or values of the context’s key) are listed.',
    example: 1,
  })
  total_patterns!: number;

  @ApiProperty({
    type: 'integer',
    description: 'How many were used in the range, listed or not.',
    example: 1,
  })
  total_matching!: number;

  @ApiProperty({ enum: [...TIME_RANGE_NAMES, 'custom'], example: '30d' })
  time_range!: string;

  @ApiProperty({ enum: GRANULARITIES, example: 'day' })
  granularity!: Granularity;

  @ApiProperty({ format: 'date-time', example: '2025-09-28T00:00:00Z' })
  from!: string;

  @ApiProperty({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to!: string;

  @ApiProperty({ example: 'UTC' })
  timezone!: string;

  @ApiProperty({ enum: WEEKDAYS, example: 'monday' })
  week_start!: Weekday;
}
