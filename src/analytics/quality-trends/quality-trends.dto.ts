import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { GRANULARITIES, TIME_RANGES, type Granularity } from '../../common/time-range.js';
import { TREND_DIRECTIONS, type TrendDirection } from '../linear-trend.js';
import { PeriodComparison } from '../period-comparison.dto.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

export class QualityTrendPoint {
  @ApiProperty({ format: 'date-time', description: 'The bucket’s start.', example: '2025-10-28T00:00:00Z' })
  timestamp!: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'The mean of the qualities in the bucket; null, only with fill=true, without any.',
    example: 0.84,
  })
  avg_quality!: number | null;

  @ApiProperty({ type: 'integer', description: 'Patterns that had a quality in it.', example: 12 })
  pattern_count!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Of a single usage.', example: 0.4 })
  min_quality!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 1 })
  max_quality!: number | null;

  @ApiPropertyOptional({
    description:
      'True where the bucket lasts still or the range cuts it. Said where anything beyond the original’s parameters was asked for.',
    example: true,
  })
  partial?: true;
}

export class QualitySeries {
  @ApiProperty({ type: [QualityTrendPoint], description: 'Oldest first.' })
  trends!: QualityTrendPoint[];

  @ApiProperty({
    enum: TREND_DIRECTIONS,
    description:
      'Of the line of least squares through avg_quality over the buckets: stable where its slope is below 1 % of the mean, insufficient_data below 3 buckets.',
    example: 'increasing',
  })
  overall_trend!: TrendDirection;

  @ApiProperty({ description: 'The slope of that line: quality per bucket.', example: 0.004 })
  trend_velocity!: number;

  @ApiPropertyOptional({
    type: PeriodComparison,
    description: 'Only with compare=previous_period: of the average quality.',
  })
  comparison?: PeriodComparison;
}

export class ContextQualitySeries extends QualitySeries {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The text under the key; null of usages whose context does not have it.',
    example: 'search',
  })
  value!: string | null;
}

export class QualityTrendsResponse extends QualitySeries {
  @ApiProperty({ enum: [...TIME_RANGE_NAMES, 'custom'], example: '30d' })
  time_range!: string;

  @ApiPropertyOptional({
    type: [ContextQualitySeries],
    description:
      'Where group_by is a context key: the same by its values, those with the most qualities first.',
  })
  groups?: ContextQualitySeries[];

  @ApiPropertyOptional({ enum: GRANULARITIES, example: 'day' })
  granularity?: Granularity;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-09-28T00:00:00Z' })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to?: string;

  @ApiPropertyOptional({ example: 'Europe/Berlin' })
  timezone?: string;

  @ApiPropertyOptional({ enum: WEEKDAYS, example: 'monday' })
  week_start?: Weekday;
}
