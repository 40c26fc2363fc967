import { ApiExtraModels, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PATTERN_TYPES, type PatternType } from '../../common/pattern-terms.js';
import { TIME_RANGES, type TimeRangeName } from '../../common/time-range.js';
import { DistinctUuids, ListOf, MayBeAbsent, TextsByName } from '../../common/validation/rules.js';
import { SpanQueryDto } from '../request/usage-query.dto.js';
import { LATENCY_RELATIVE_ERROR } from '../stats/bin-quantile.js';
import { SuccessInterval } from '../success-interval.dto.js';

export const COMPARED_METRICS = ['quality', 'usage', 'success_rate'] as const;
export type ComparedMetric = (typeof COMPARED_METRICS)[number];

const A = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const B = '0b6f1a8e-6a9b-4f4e-8d3e-2f1c5a7d9e10';

const WORST = (100 * LATENCY_RELATIVE_ERROR).toFixed(1);
const noLonger = (percent: number): string =>
  `${percent} of 100 took no longer, in milliseconds; at most ${WORST} % off. null without any time.`;

export class CompareDto extends SpanQueryDto {
  @ApiPropertyOptional({
    enum: Object.keys(TIME_RANGES),
    default: '30d',
    description: 'The last 1, 7, 30 or 90 times 24 hours up to now.',
  })
  declare time_range?: TimeRangeName;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'The first instant that is meant, in place of time_range.',
    example: '2025-10-01T00:00:00Z',
  })
  declare from?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'The first instant that is not meant any more; now, where only from is given.',
    example: '2025-11-01T00:00:00Z',
  })
  declare to?: string;

  @ApiProperty({ example: [A, B] })
  @DistinctUuids(2, 10)
  pattern_ids!: string[];

  @ApiPropertyOptional({
    description: 'What to compare; all three where it is left out.',
    example: ['quality', 'success_rate'],
  })
  @MayBeAbsent()
  @ListOf(COMPARED_METRICS)
  metrics?: ComparedMetric[];

  @ApiPropertyOptional({
    description: 'Only usages whose context has these texts under these top-level keys.',
    example: { team: 'search' },
  })
  @MayBeAbsent()
  @TextsByName(10, 64, 256)
  context?: Readonly<Record<string, string>>;
}

export class ComparedPattern {
  @ApiProperty({ format: 'uuid', example: A })
  pattern_id!: string;

  @ApiProperty({ example: 'Retry with backoff' })
  pattern_name!: string;

  @ApiProperty({ enum: PATTERN_TYPES, description: 'other where it has none.', example: 'architectural' })
  pattern_type!: PatternType;

  @ApiProperty({ type: 'integer', example: 50 })
  usage_count!: number;

  @ApiProperty({ type: Number, nullable: true, example: 0.94 })
  success_rate!: number | null;

  @ApiProperty({
    type: SuccessInterval,
    nullable: true,
    description: 'The 95 % interval of success_rate (Wilson); null without usages.',
  })
  success_interval!: SuccessInterval | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.88 })
  avg_quality!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: noLonger(50), example: 131.2 })
  p50_execution_time_ms!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: noLonger(95), example: 412.3 })
  p95_execution_time_ms!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: noLonger(99), example: 603.6 })
  p99_execution_time_ms!: number | null;
}

class MetricStatistics {
  @ApiProperty({ type: Number, nullable: true, example: 0.84 })
  mean!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.84 })
  median!: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Of the patterns as a sample (divided by n − 1); 0 of one.',
    example: 0.057,
  })
  std_dev!: number | null;
}

export class MetricComparison {
  @ApiProperty({ enum: COMPARED_METRICS, example: 'quality' })
  metric_name!: ComparedMetric;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number', nullable: true },
    description: 'By pattern id; null where nothing was measured.',
    example: { [A]: 0.88, [B]: 0.8 },
  })
  values!: Record<string, number | null>;

  @ApiProperty({ type: MetricStatistics, description: 'Of the values that there are.' })
  statistics!: MetricStatistics;
}

class DifferenceDto {
  @ApiProperty({ enum: ['ok', 'insufficient_data'], example: 'ok' })
  status!: 'ok' | 'insufficient_data';

  @ApiPropertyOptional({
    description: 'Why it is refused; says how much data there is and how much is needed.',
    example: 'Saga has 3 usages and Retry 50; each must have at least 5.',
  })
  reason?: string;

  @ApiPropertyOptional({ description: 'a less b.', example: 0.14 })
  difference?: number;

  @ApiPropertyOptional({ description: 'Of the 95 % interval.', example: 0.01 })
  lower?: number;

  @ApiPropertyOptional({ example: 0.27 })
  upper?: number;
}

class RateDifferenceDto extends DifferenceDto {
  @ApiPropertyOptional({
    minimum: 0,
    maximum: 1,
    description: 'That a succeeds more often, from Beta(1 + successes, 1 + failures) of each.',
    example: 0.979,
  })
  probability_a_better?: number;
}

export class PairDto {
  @ApiProperty({ format: 'uuid', example: A })
  a!: string;

  @ApiProperty({ format: 'uuid', example: B })
  b!: string;

  @ApiProperty({ type: RateDifferenceDto, description: 'By Newcombe’s hybrid score interval.' })
  success_rate!: RateDifferenceDto;

  @ApiProperty({ type: DifferenceDto, description: 'By Welch’s interval.' })
  quality!: DifferenceDto;

  @ApiProperty({
    example:
      'Retry succeeds more often than Saga, by 14.0 points (95 % interval 0.9 to 27.0); it is the better one with a probability of 97.9 %.',
  })
  verdict!: string;
}

@ApiExtraModels(MetricStatistics, DifferenceDto, RateDifferenceDto)
export class CompareResponse {
  @ApiProperty({ type: [ComparedPattern], description: 'In the order in which they were given.' })
  patterns!: ComparedPattern[];

  @ApiProperty({ type: [MetricComparison] })
  comparisons!: MetricComparison[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string', format: 'uuid' } },
    description: 'Ids by metric, the highest value first, those without one last.',
    example: { quality: [A, B] },
  })
  rankings!: Record<string, string[]>;

  @ApiProperty({ type: [PairDto], description: 'Every two of them against each other.' })
  pairs!: PairDto[];
}
