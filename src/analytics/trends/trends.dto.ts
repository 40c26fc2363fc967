import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { GRANULARITIES, TIME_RANGES, type Granularity } from '../../common/time-range.js';
import { IntegerText, MayBeAbsent, OneOf } from '../../common/validation/rules.js';
import { type LinearTrend, TREND_DIRECTIONS, type TrendDirection } from '../linear-trend.js';
import { CutQueryDto } from '../request/usage-query.dto.js';
import { TREND_TYPES, type TrendType } from './trend-type.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

export class TrendsQueryDto extends CutQueryDto {
  @ApiPropertyOptional({
    enum: TREND_TYPES,
    description:
      'Of the number of usages per bucket, of the average quality, or of the average execution time in milliseconds (performance: increasing is slower). Without it all three.',
  })
  @MayBeAbsent()
  @OneOf(TREND_TYPES)
  trend_type?: TrendType;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    description: 'Only so many of the most used patterns; total_patterns says how many there are.',
  })
  @MayBeAbsent()
  @IntegerText(1, 1000)
  limit?: string;
}

export class PatternTrend implements LinearTrend {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({ example: 'Retry with backoff' })
  pattern_name!: string;

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
}

export class TrendsResponse {
  @ApiProperty({ type: [PatternTrend], description: 'Of the most used pattern first.' })
  trends!: PatternTrend[];

  @ApiProperty({ enum: [...TIME_RANGE_NAMES, 'custom'], example: '30d' })
  time_range!: string;

  @ApiPropertyOptional({ enum: GRANULARITIES, example: 'day' })
  granularity?: Granularity;

  @ApiPropertyOptional({ type: 'integer', example: 12 })
  total_patterns?: number;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-09-28T00:00:00Z' })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to?: string;

  @ApiPropertyOptional({ example: 'Europe/Berlin' })
  timezone?: string;
}
