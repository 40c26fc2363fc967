import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { PATTERN_TYPES, type PatternType } from '../../common/pattern-terms.js';
import { GRANULARITIES, TIME_RANGES, type Granularity } from '../../common/time-range.js';
import { MayBeAbsent, OneOf } from '../../common/validation/rules.js';
import { FilterQueryDto } from '../request/usage-query.dto.js';
import { SuccessInterval } from '../success-interval.dto.js';

const noLonger = (percent: number): string =>
  `${percent} of 100 took no longer, in milliseconds; null without any time.`;
const QUALITY = '0..1; null without any quality.';
const RATE = '0..1; null without usages.';

export class OverviewQueryDto extends FilterQueryDto {
  @ApiPropertyOptional({ default: 'day', description: 'The width of the buckets.' })
  @MayBeAbsent()
  @OneOf(GRANULARITIES)
  granularity?: Granularity;

  @ApiPropertyOptional({ default: 'monday', description: 'The first day of a week.' })
  @MayBeAbsent()
  @OneOf(WEEKDAYS)
  week_start?: Weekday;
}

export class OverviewMetrics {
  @ApiProperty({ type: 'integer', example: 420 })
  usages!: number;

  @ApiProperty({ type: Number, nullable: true, description: RATE, example: 0.94 })
  success_rate!: number | null;

  @ApiProperty({
    type: SuccessInterval,
    nullable: true,
    description: 'The 95 % interval of success_rate (Wilson); null without usages.',
  })
  success_interval!: SuccessInterval | null;

  @ApiProperty({ type: Number, nullable: true, description: QUALITY, example: 0.88 })
  average_quality!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: noLonger(50), example: 131.2 })
  p50_execution_time_ms!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: noLonger(95), example: 412.3 })
  p95_execution_time_ms!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: noLonger(99), example: 603.6 })
  p99_execution_time_ms!: number | null;
}

export class OverviewPeriod extends OverviewMetrics {
  @ApiProperty({ type: 'integer', description: 'Patterns that were used.', example: 12 })
  patterns!: number;

  @ApiProperty({ format: 'date-time', example: '2025-10-21T00:00:00Z' })
  from!: string;

  @ApiProperty({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to!: string;
}

export class OutcomeCounts {
  @ApiProperty({ type: 'integer', example: 51 })
  success!: number;

  @ApiProperty({ type: 'integer', example: 4 })
  partial_success!: number;

  @ApiProperty({ type: 'integer', example: 3 })
  failure!: number;

  @ApiProperty({ type: 'integer', example: 2 })
  error!: number;
}

export class OverviewBucket extends OverviewMetrics {
  @ApiProperty({ format: 'date-time', description: 'The bucket’s start.', example: '2025-10-28T00:00:00Z' })
  timestamp!: string;

  @ApiProperty({ type: OutcomeCounts })
  outcomes!: OutcomeCounts;

  @ApiPropertyOptional({
    description: 'True where the bucket lasts still or the range cuts it.',
    example: true,
  })
  partial?: true;
}

export class QualityBand {
  @ApiProperty({ minimum: 0, maximum: 1, description: 'The lowest quality in it.', example: 0.85 })
  from!: number;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description: 'Belongs to the next band, but 1 to the last.',
    example: 0.9,
  })
  to!: number;

  @ApiProperty({ type: 'integer', description: 'Usages.', example: 57 })
  count!: number;
}

export class PatternMove {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({
    description: 'Its name; without one, pattern_ and the first 8 characters of its id.',
    example: 'Retry with backoff',
  })
  pattern_name!: string;

  @ApiProperty({ enum: PATTERN_TYPES, description: 'other where it has none.', example: 'architectural' })
  pattern_type!: PatternType;

  @ApiProperty({ type: 'integer', example: 42 })
  usages!: number;

  @ApiProperty({ type: 'integer', description: 'In the period before.', example: 20 })
  previous_usages!: number;

  @ApiProperty({
    minimum: -1,
    description: '(usages − previous_usages) / max(previous_usages, 1)',
    example: 1.1,
  })
  growth_rate!: number;

  @ApiProperty({ type: Number, nullable: true, description: RATE, example: 0.94 })
  success_rate!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'In the period before.', example: 0.9 })
  previous_success_rate!: number | null;
}

export class PatternMoves {
  @ApiProperty({ type: 'integer', description: 'How many there are, those not listed included.', example: 1 })
  total!: number;

  @ApiProperty({ type: [PatternMove], description: 'The first 8.' })
  patterns!: PatternMove[];
}

export class OverviewResponse {
  @ApiProperty({ enum: [...Object.keys(TIME_RANGES), 'custom'], example: '7d' })
  time_range!: string;

  @ApiProperty({ enum: GRANULARITIES, example: 'day' })
  granularity!: Granularity;

  @ApiProperty({ example: 'Europe/Berlin' })
  timezone!: string;

  @ApiProperty({ enum: WEEKDAYS, example: 'monday' })
  week_start!: Weekday;

  @ApiProperty({ type: OverviewPeriod })
  current!: OverviewPeriod;

  @ApiProperty({
    type: OverviewPeriod,
    description: 'The period before: as long, and cut where this one has only come so far.',
  })
  previous!: OverviewPeriod;

  @ApiProperty({
    type: [OverviewBucket],
    description: 'Oldest first, those without usages included, up to now.',
  })
  buckets!: OverviewBucket[];

  @ApiProperty({ type: [QualityBand], description: 'Usages with a quality, in 20 bands of 0.05.' })
  quality_distribution!: QualityBand[];

  @ApiProperty({ type: PatternMoves, description: 'The most used first.' })
  most_used!: PatternMoves;

  @ApiProperty({
    type: PatternMoves,
    description: 'With at least 5 usages and a growth_rate above 0.5; the highest first.',
  })
  emerging!: PatternMoves;

  @ApiProperty({
    type: PatternMoves,
    description: 'With at least 5 usages before and a growth_rate below −0.3; the lowest first.',
  })
  declining!: PatternMoves;

  @ApiProperty({
    description: 'How far the quantiles of the execution time may be off, as a share of the true one.',
    example: 0.048,
  })
  relative_error!: number;
}
