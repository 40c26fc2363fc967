import { ApiProperty } from '@nestjs/swagger';
import type { PatternType } from '../../common/pattern-terms.js';

export class PatternStats {
  @ApiProperty({ type: 'integer', description: 'Patterns that were ever used.', example: 12 })
  total_patterns!: number;

  @ApiProperty({ type: 'integer', description: 'All usages, with or without feedback.', example: 480 })
  total_feedback!: number;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'The mean of the patterns’ success rates, each counting once; null without any.',
    example: 0.91,
  })
  avg_success_rate!: number | null;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'Of all qualities that were given; null without any.',
    example: 0.86,
  })
  avg_quality_score!: number | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Patterns by their type; those without one are other.',
    example: { architectural: 7, other: 5 },
  })
  patterns_by_type!: Partial<Record<PatternType, number>>;

  @ApiProperty({ type: 'integer', description: 'Usages of the last 24 hours.', example: 31 })
  recent_activity_count!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Patterns whose success rate × min(usages / 30, 1) is at least 0.8.',
    example: 4,
  })
  high_confidence_patterns!: number;
}

export class PatternStatsResponse {
  @ApiProperty({ type: PatternStats })
  stats!: PatternStats;

  @ApiProperty({ format: 'date-time', example: '2025-10-28T09:30:00Z' })
  generated_at!: string;
}
