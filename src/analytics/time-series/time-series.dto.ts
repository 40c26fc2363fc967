import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { GRANULARITIES, TIME_RANGES, type Granularity } from '../../common/time-range.js';
import { OneOf, UuidList } from '../../common/validation/rules.js';
import { PeriodComparison } from '../period-comparison.dto.js';
import { GroupQueryDto, MOST_PATTERNS } from '../request/usage-query.dto.js';
import { SERIES_METRICS, type SeriesMetricName } from './series-metric.js';

const TIME_RANGE_NAMES = Object.keys(TIME_RANGES);

export class TimeSeriesQueryDto extends GroupQueryDto {
  @ApiProperty({
    required: true,
    description: `The pattern; or up to ${MOST_PATTERNS}, comma-separated or repeated, each of which has its place in series.`,
  })
  @ValidateIf(() => true)
  @UuidList(MOST_PATTERNS)
  declare pattern_id: string | string[];

  @ApiProperty({
    description:
      'quality and success_rate are averages from 0 to 1, usage a count, execution_time the average in milliseconds, latency_p50, latency_p95 and latency_p99 quantiles of it.',
  })
  @OneOf(SERIES_METRICS)
  metric!: SeriesMetricName;
}

export class TimeSeriesPoint {
  @ApiProperty({ format: 'date-time', description: 'The bucket’s start.', example: '2025-10-28T00:00:00Z' })
  timestamp!: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Null, only with fill=true, where nothing was measured.',
    example: 0.88,
  })
  value!: number | null;

  @ApiPropertyOptional({
    description:
      'True where the bucket lasts still or the range cuts it. Said where anything beyond the original’s parameters was asked for.',
    example: true,
  })
  partial?: true;
}

export class MetricSeries {
  @ApiProperty({ type: [TimeSeriesPoint], description: 'Oldest first.' })
  data!: TimeSeriesPoint[];

  @ApiPropertyOptional({ type: PeriodComparison, description: 'Only with compare=previous_period.' })
  comparison?: PeriodComparison;
}

export class PatternSeries extends MetricSeries {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({ example: 'Retry with backoff' })
  pattern_name!: string;
}

export class ContextSeries extends MetricSeries {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The text under the key; null of usages whose context does not have it.',
    example: 'search',
  })
  value!: string | null;
}

export class TimeSeriesResponse {
  @ApiProperty({
    format: 'uuid',
    description: 'The first that was asked for.',
    example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42',
  })
  pattern_id!: string;

  @ApiProperty({ enum: SERIES_METRICS, example: 'quality' })
  metric!: SeriesMetricName;

  @ApiProperty({ enum: [...TIME_RANGE_NAMES, 'custom'], example: '30d' })
  time_range!: string;

  @ApiProperty({ enum: GRANULARITIES, example: 'day' })
  granularity!: Granularity;

  @ApiProperty({ type: [TimeSeriesPoint], description: 'Oldest first; of the first pattern.' })
  data!: TimeSeriesPoint[];

  @ApiPropertyOptional({
    type: [PatternSeries],
    description: 'Every pattern that was asked for, in that order; only where there are several.',
  })
  series?: PatternSeries[];

  @ApiPropertyOptional({
    type: [ContextSeries],
    description:
      'Where group_by is a context key: by its values, those with the most usages first; of all patterns that were asked for together.',
  })
  groups?: ContextSeries[];

  @ApiPropertyOptional({
    description: 'Of a quantile: how far it may be off, as a share of the true one.',
    example: 0.048,
  })
  relative_error?: number;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-09-28T00:00:00Z' })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to?: string;

  @ApiPropertyOptional({ example: 'Europe/Berlin' })
  timezone?: string;

  @ApiPropertyOptional({ enum: WEEKDAYS, example: 'monday' })
  week_start?: Weekday;

  @ApiPropertyOptional({ type: PeriodComparison, description: 'Only with compare=previous_period.' })
  comparison?: PeriodComparison;
}
