import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { GRANULARITIES, TIME_RANGES, type Granularity } from '../../common/time-range.js';
import { IntegerText, MayBeAbsent, OneOf } from '../../common/validation/rules.js';
import { type LinearTrend, TREND_DIRECTIONS, type TrendDirection } from '../linear-trend.js';
import { PeriodComparison } from '../period-comparison.dto.js';
import { GroupQueryDto } from '../request/usage-query.dto.js';
import { TREND_TYPES, type TrendType } from './trend-type.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

export class TrendsQueryDto extends GroupQueryDto {
  @ApiPropertyOptional({
    description:
      'Of the number of usages per bucket, of the average quality, or of the average execution time in milliseconds (performance: increasing is slower). Without it all three.',
  })
  @MayBeAbsent()
  @OneOf(TREND_TYPES)
  trend_type?: TrendType;

  @ApiPropertyOptional({
    description:
      'Only so many of the most used patterns; total_matching says how many there are, other where the rest is going.',
  })
  @MayBeAbsent()
  @IntegerText(1, 1000)
  limit?: string;
}

export class TrendPoint {
  @ApiProperty({ format: 'date-time', description: 'The bucket’s start.', example: '2025-10-28T00:00:00Z' })
  timestamp!: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Null where nothing was measured.',
    example: 0.88,
  })
  value!: number | null;

  @ApiPropertyOptional({
    description: 'True where the bucket lasts still or the range cuts it.',
    example: true,
  })
  partial?: true;
}

export class TrendComparison extends PeriodComparison {
  @ApiProperty({ enum: TREND_DIRECTIONS, description: 'Of the period before.', example: 'stable' })
  previous_direction!: TrendDirection;

  @ApiProperty({ description: 'Of the period before.', example: 0.001 })
  previous_velocity!: number;
}

export class TrendLine implements LinearTrend {
  @ApiProperty({ enum: TREND_TYPES, example: 'quality' })
  trend_type!: TrendType;

  @ApiProperty({
    enum: TREND_DIRECTIONS,
    description: 'stable where the slope is below 1 % of the mean; insufficient_data below 3 buckets.',
    example: 'increasing',
  })
  direction!: TrendDirection;

  @ApiProperty({ description: 'The slope of the line per bucket, in the metric’s unit.', example: 0.004 })
  velocity!: number;

  @ApiProperty({ minimum: 0, maximum: 1, description: 'R² of the line.', example: 0.72 })
  confidence!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'What the line says of the next bucket, kept within what the metric can be.',
    example: 0.91,
  })
  prediction!: number | null;

  @ApiPropertyOptional({
    type: [TrendPoint],
    description:
      'The buckets with usages, oldest first; with fill=true all of them, which changes nothing of the line. Said where anything beyond the original’s parameters was asked for.',
  })
  data?: TrendPoint[];

  @ApiPropertyOptional({
    type: TrendComparison,
    description: 'Only with compare=previous_period: the number of usages, or the average.',
  })
  comparison?: TrendComparison;
}

export class PatternTrend extends TrendLine {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({ example: 'Retry with backoff' })
  pattern_name!: string;
}

export class ContextTrends {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The text under the key; null of usages whose context does not have it.',
    example: 'search',
  })
  value!: string | null;

  @ApiProperty({ type: [TrendLine] })
  trends!: TrendLine[];
}

export class OtherTrends {
  @ApiProperty({ type: 'integer', description: 'How many patterns (or values) these are.', example: 17 })
  patterns!: number;

  @ApiProperty({ type: [TrendLine], description: 'Of all their usages together.' })
  trends!: TrendLine[];
}

export class TrendsResponse {
  @ApiProperty({
    type: [PatternTrend],
    description: 'Of the most used pattern first; none where group_by is a context key.',
  })
  trends!: PatternTrend[];

  @ApiProperty({ enum: [...TIME_RANGE_NAMES, 'custom'], example: '30d' })
  time_range!: string;

  @ApiPropertyOptional({
    type: [ContextTrends],
    description: 'Where group_by is a context key: by its values, the most used first.',
  })
  groups?: ContextTrends[];

  @ApiPropertyOptional({ type: OtherTrends, description: 'With limit: what lies beyond it.' })
  other?: OtherTrends;

  @ApiPropertyOptional({ enum: GRANULARITIES, example: 'day' })
  granularity?: Granularity;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'How many patterns (or values of the context key) are listed.',
    example: 12,
  })
  total_patterns?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'How many there are, listed or not.', example: 12 })
  total_matching?: number;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-09-28T00:00:00Z' })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to?: string;

  @ApiPropertyOptional({ example: 'Europe/Berlin' })
  timezone?: string;

  @ApiPropertyOptional({ enum: WEEKDAYS, example: 'monday' })
  week_start?: Weekday;
}
