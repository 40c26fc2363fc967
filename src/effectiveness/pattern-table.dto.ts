import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  LATENCY_RELATIVE_ERROR,
  MOST_PATTERNS,
  SpanQueryDto,
  USAGE_TRENDS,
  type UsageTrend,
} from '../analytics/index.js';
import { NODE_TYPES, type NodeType, PATTERN_TYPES, type PatternType } from '../common/pattern-terms.js';
import { TIME_RANGES } from '../common/time-range.js';
import { IntegerText, MayBeAbsent, OneOf, OneOfAnyCase, Text, UuidList } from '../common/validation/rules.js';
import { RECOMMENDATIONS, type Recommendation } from './stats/effectiveness-score.js';

export const SORTS = [
  'name',
  'type',
  'node_type',
  'usage_count',
  'success_rate',
  'avg_quality',
  'p95_execution_time_ms',
  'effectiveness_score',
  'first_seen',
  'last_used',
] as const;
export type PatternSort = (typeof SORTS)[number];

export const ORDERS = ['asc', 'desc'] as const;
export type SortOrder = (typeof ORDERS)[number];

const MOST_ROWS = 200;
const FARTHEST = 1_000_000;
const WORST = (100 * LATENCY_RELATIVE_ERROR).toFixed(1);

export class PatternTableQueryDto extends SpanQueryDto {
  @ApiPropertyOptional({
    description: 'Only patterns whose name has this in it, in any case.',
    example: 'retry',
  })
  @MayBeAbsent()
  @Text(1, 256)
  q?: string;

  @ApiPropertyOptional({
    description: `Only these patterns: 1 to ${MOST_PATTERNS} UUIDs, comma-separated or repeated.`,
  })
  @MayBeAbsent()
  @UuidList(MOST_PATTERNS)
  pattern_id?: string | string[];

  @ApiPropertyOptional({
    description: 'Only patterns of this type; those without one are other.',
  })
  @MayBeAbsent()
  @OneOf(PATTERN_TYPES)
  pattern_type?: PatternType;

  @ApiPropertyOptional({ description: 'Only patterns of this node type, in any case.' })
  @MayBeAbsent()
  @OneOfAnyCase(NODE_TYPES)
  node_type?: string;

  @ApiPropertyOptional({ description: 'Only patterns with this recommendation.' })
  @MayBeAbsent()
  @OneOf(RECOMMENDATIONS)
  recommendation?: Recommendation;

  @ApiPropertyOptional({
    default: 'usage_count',
    description: 'What is equal comes by pattern_id, what has no value last.',
  })
  @MayBeAbsent()
  @OneOf(SORTS)
  sort?: PatternSort;

  @ApiPropertyOptional({
    description: 'By default asc for name, type and node_type, desc for all others.',
  })
  @MayBeAbsent()
  @OneOf(ORDERS)
  order?: SortOrder;

  @ApiPropertyOptional({ default: 50 })
  @MayBeAbsent()
  @IntegerText(1, MOST_ROWS)
  limit?: string;

  @ApiPropertyOptional({
    default: 0,
    description: 'Rows to pass over.',
  })
  @MayBeAbsent()
  @IntegerText(0, FARTHEST)
  offset?: string;
}

export class PatternRow {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({
    description: 'Its name; without one, pattern_ and the first 8 characters of its id.',
    example: 'Retry with backoff',
  })
  pattern_name!: string;

  @ApiProperty({ enum: PATTERN_TYPES, description: 'other where it has none.', example: 'architectural' })
  pattern_type!: PatternType;

  @ApiProperty({ enum: NODE_TYPES, nullable: true, example: 'effect' })
  node_type!: NodeType | null;

  @ApiProperty({ type: 'integer', description: 'In the range.', example: 50 })
  usage_count!: number;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    nullable: true,
    type: Number,
    description: 'null without usages.',
    example: 0.94,
  })
  success_rate!: number | null;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    nullable: true,
    type: Number,
    description: 'null without any quality.',
    example: 0.88,
  })
  avg_quality!: number | null;

  @ApiProperty({
    minimum: 0,
    nullable: true,
    type: Number,
    description: 'null without any time.',
    example: 143.5,
  })
  avg_execution_time_ms!: number | null;

  @ApiProperty({
    minimum: 0,
    nullable: true,
    type: Number,
    description: `95 of 100 took no longer; at most ${WORST} % off. null without any time.`,
    example: 412.3,
  })
  p95_execution_time_ms!: number | null;

  @ApiProperty({ minimum: 0, maximum: 1, example: 0.834 })
  effectiveness_score!: number;

  @ApiProperty({ minimum: 0, maximum: 1, description: 'min(usage_count / 30, 1)', example: 1 })
  confidence!: number;

  @ApiProperty({ enum: RECOMMENDATIONS, example: 'highly_recommended' })
  recommendation!: Recommendation;

  @ApiProperty({
    description: 'What the recommendation rests on.',
    example: 'Score 0.83: 94 % of 50 usages succeeded, quality 0.88 on average.',
  })
  reason!: string;

  @ApiProperty({
    enum: USAGE_TRENDS,
    description: 'The second half of the range against the first: above 120 % or below 80 %.',
    example: 'stable',
  })
  usage_trend!: UsageTrend;

  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'Its earliest usage ever; null where it was not used yet.',
    example: '2025-10-22T08:14:00Z',
  })
  first_seen!: string | null;

  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'In the range.',
    example: '2025-10-28T09:30:00Z',
  })
  last_used!: string | null;

  @ApiProperty({
    type: [Number],
    description: 'Usages per bucket of sparkline, oldest first.',
    example: [3, 0, 5],
  })
  sparkline!: readonly number[];
}

export class SparklineScale {
  @ApiProperty({
    format: 'date-time',
    description: 'Where the first bucket begins; the range may begin within it.',
    example: '2025-10-21T00:00:00Z',
  })
  start!: string;

  @ApiProperty({ type: 'integer', example: 21_600 })
  bucket_seconds!: number;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 30, example: 29 })
  buckets!: number;
}

export class PatternTableResponse {
  @ApiProperty({ type: [PatternRow] })
  patterns!: PatternRow[];

  @ApiProperty({ type: 'integer', description: 'Patterns on all pages.', example: 1 })
  total!: number;

  @ApiProperty({ type: 'integer', example: 50 })
  limit!: number;

  @ApiProperty({ type: 'integer', example: 0 })
  offset!: number;

  @ApiProperty({ enum: SORTS, example: 'usage_count' })
  sort!: PatternSort;

  @ApiProperty({ enum: ORDERS, example: 'desc' })
  order!: SortOrder;

  @ApiProperty({ enum: [...Object.keys(TIME_RANGES), 'custom'], example: '7d' })
  time_range!: string;

  @ApiProperty({ format: 'date-time', example: '2025-10-21T00:00:00Z' })
  from!: string;

  @ApiProperty({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to!: string;

  @ApiProperty({ type: SparklineScale })
  sparkline!: SparklineScale;
}
