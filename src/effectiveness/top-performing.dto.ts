import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SpanQueryDto } from '../analytics/index.js';
import { PATTERN_TYPES, type PatternType } from '../common/pattern-terms.js';
import { IntegerText, MayBeAbsent, OneOf } from '../common/validation/rules.js';

export const CRITERIA = ['success_rate', 'usage', 'quality', 'performance_score'] as const;
export type Criterion = (typeof CRITERIA)[number];

export class TopPerformingQueryDto extends SpanQueryDto {
  @ApiPropertyOptional({
    default: 'performance_score',
    description: 'What the patterns are ranked by.',
  })
  @MayBeAbsent()
  @OneOf(CRITERIA)
  criteria?: Criterion;

  @ApiPropertyOptional({ default: 10 })
  @MayBeAbsent()
  @IntegerText(1, 100)
  limit?: string;
}

export class TopPerformingPattern {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({
    description: 'Its name; without one, pattern_ and the first 8 characters of its id.',
    example: 'Retry with backoff',
  })
  pattern_name!: string;

  @ApiProperty({ enum: PATTERN_TYPES, description: 'other where it has none.', example: 'architectural' })
  pattern_type!: PatternType;

  @ApiProperty({ minimum: 0, maximum: 1, example: 0.94 })
  success_rate!: number;

  @ApiProperty({ type: 'integer', example: 50 })
  usage_count!: number;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'Null without any quality.',
    example: 0.88,
  })
  avg_quality!: number | null;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description:
      'The effectiveness score: 0.5 × success_rate + 0.3 × avg_quality + 0.2 × min(usage_count / 100, 1)',
    example: 0.834,
  })
  performance_score!: number;

  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  rank!: number;
}

export class TopPerformingResponse {
  @ApiProperty({ type: [TopPerformingPattern], description: 'By the criterion, then by pattern_id.' })
  patterns!: TopPerformingPattern[];

  @ApiProperty({
    type: 'integer',
    description: 'How many are listed.',
    example: 10,
  })
  total_count!: number;

  @ApiProperty({
    type: 'integer',
    description: 'How many there are, those beyond the limit included.',
    example: 12,
  })
  total_matching!: number;

  @ApiProperty({ enum: CRITERIA, example: 'performance_score' })
  criteria!: Criterion;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'The range, where one was asked for.',
    example: '2025-10-21T00:00:00Z',
  })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to?: string;
}
