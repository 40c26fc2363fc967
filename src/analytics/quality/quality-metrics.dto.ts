import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { PATTERN_TYPES, type PatternType } from '../../common/pattern-terms.js';
import { GRANULARITIES, type Granularity } from '../../common/time-range.js';
import { IntegerText, MayBeAbsent, NumberText } from '../../common/validation/rules.js';
import { GroupQueryDto } from '../request/usage-query.dto.js';
import { TREND_DIRECTIONS, type TrendDirection } from '../linear-trend.js';

const MOST_PATTERNS = 10_000;

export class QualityMetricsQueryDto extends GroupQueryDto {
  @ApiPropertyOptional({
    default: 0,
    description: 'Only patterns whose average quality over the range is at least this.',
  })
  @MayBeAbsent()
  @NumberText(0, 1)
  min_quality?: string;

  @ApiPropertyOptional({
    description:
      'Only so many of the best patterns; total_matching still counts all, and other says how good the rest is.',
  })
  @MayBeAbsent()
  @IntegerText(1, MOST_PATTERNS)
  limit?: string;
}

export class QualityMeasurement {
  @ApiProperty({
    minimum: 0,
    maximum: 1,
    nullable: true,
    type: Number,
    description: 'The mean over the bucket; null only in a bucket that fill=true adds.',
    example: 0.88,
  })
  quality_score!: number | null;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description: 'min(qualities in the bucket / 30, 1)',
    example: 0.5,
  })
  confidence!: number;

  @ApiProperty({
    format: 'date-time',
    description: 'The bucket’s start.',
    example: '2025-10-28T00:00:00Z',
  })
  timestamp!: string;

  @ApiPropertyOptional({
    description:
      'True where the bucket lasts still or the range cuts it. Said where anything beyond the original’s parameters was asked for.',
    example: true,
  })
  partial?: true;
}

export class QualityTrend {
  @ApiProperty({
    enum: TREND_DIRECTIONS,
    description: 'insufficient_data below 3 measurements; stable where |velocity| is below 0.01.',
    example: 'increasing',
  })
  direction!: TrendDirection;

  @ApiProperty({
    description: 'slope / mean: the share of itself by which it changes a bucket.',
    example: 0.02,
  })
  velocity!: number;

  @ApiProperty({
    description: 'Of the least-squares line through the measurements: change a bucket.',
    example: 0.0176,
  })
  slope!: number;
}

export class MeasuredQuality {
  @ApiProperty({ type: [QualityMeasurement], description: 'Buckets with a quality, oldest first.' })
  measurements!: QualityMeasurement[];

  @ApiProperty({ type: QualityTrend })
  trend!: QualityTrend;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 1,
    nullable: true,
    type: Number,
    description:
      'Over the range; null only of other, where there is nothing. Said where anything beyond the original’s parameters was asked for.',
    example: 0.88,
  })
  average_quality?: number | null;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 1,
    nullable: true,
    type: Number,
    description: 'Of the period before; only with compare=previous_period.',
    example: 0.85,
  })
  previous_average_quality?: number | null;
}

export class PatternQuality extends MeasuredQuality {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({
    description: 'Its name; without one, pattern_ and the first 8 characters of its id.',
    example: 'Retry with backoff',
  })
  pattern_name!: string;

  @ApiProperty({ enum: PATTERN_TYPES, description: 'other where it has none.', example: 'architectural' })
  pattern_type!: PatternType;
}

export class ContextQuality extends MeasuredQuality {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The text under the key; null of usages whose context does not have it.',
    example: 'search',
  })
  value!: string | null;
}

export class OtherQuality extends MeasuredQuality {
  @ApiProperty({ type: 'integer', description: 'How many patterns (or values) these are.', example: 17 })
  patterns!: number;
}

export class QualityComparison {
  @ApiProperty({ format: 'date-time', example: '2025-10-14T00:00:00Z' })
  from!: string;

  @ApiProperty({ format: 'date-time', example: '2025-10-21T00:00:00Z' })
  to!: string;
}

export class QualityMetricsResponse {
  @ApiProperty({
    type: [PatternQuality],
    description:
      'Patterns with a quality in the range, the best on average first, then by pattern_id; none where group_by is a context key.',
  })
  patterns!: PatternQuality[];

  @ApiProperty({
    type: 'integer',
    description: 'How many patterns (or values of the context’s key) are listed.',
    example: 1,
  })
  total_count!: number;

  @ApiProperty({
    type: 'integer',
    description: 'How many there are, those beyond the limit included.',
    example: 1,
  })
  total_matching!: number;

  @ApiPropertyOptional({
    type: [ContextQuality],
    description: 'Where group_by is a context key: by its values, the best on average first.',
  })
  groups?: ContextQuality[];

  @ApiPropertyOptional({
    type: OtherQuality,
    description: 'With limit: what lies beyond it, all its usages together.',
  })
  other?: OtherQuality;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-10-21T00:00:00Z' })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to?: string;

  @ApiPropertyOptional({ enum: GRANULARITIES, example: 'day' })
  granularity?: Granularity;

  @ApiPropertyOptional({ example: 'Europe/Berlin' })
  timezone?: string;

  @ApiPropertyOptional({ enum: WEEKDAYS, example: 'monday' })
  week_start?: Weekday;

  @ApiPropertyOptional({ type: QualityComparison })
  comparison?: QualityComparison;
}
