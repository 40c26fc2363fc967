import { ApiProperty } from '@nestjs/swagger';
import type { PatternType } from '../../common/pattern-terms.js';
import { Field, OR_NULL } from '../../common/validation/fields.js';

export class PatternStats {
  @Field.count(12, 'Patterns that were ever used.') total_patterns!: number;
  @Field.count(480, 'All usages, with or without feedback.') total_feedback!: number;
  @Field.fraction(0.91, 'The mean of the patterns’ success rates; null without any.', OR_NULL)
  avg_success_rate!: number | null;
  @Field.fraction(0.86, 'Of all qualities that were given; null without any.', OR_NULL)
  avg_quality_score!: number | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Patterns by their type; those without one are other.',
    example: { architectural: 7, other: 5 },
  })
  patterns_by_type!: Record<PatternType, number>;
  @Field.count(31, 'Usages of the last 24 hours.') recent_activity_count!: number;
  @Field.count(4, 'Patterns whose success rate × min(usages / 30, 1) is at least 0.8.')
  high_confidence_patterns!: number;
}

export class PatternStatsResponse {
  @Field.object(PatternStats) stats!: PatternStats;
  @Field.instant('2025-10-28T09:30:00Z') generated_at!: string;
}
