import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IntegerText, MayBeAbsent } from '../common/validation/rules.js';
import { USAGE_TRENDS, type UsageTrend } from '../analytics/index.js';
import { RECOMMENDATIONS, type Recommendation } from './stats/effectiveness-score.js';

/** Ten years. */
export const MOST_HOURS = 87_600;

export class EffectivenessQueryDto {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MOST_HOURS,
    default: 168,
    description: 'How many hours back from now.',
  })
  @MayBeAbsent()
  @IntegerText(1, MOST_HOURS)
  time_range_hours?: string;
}

export class EffectivenessComponents {
  @ApiProperty({ minimum: 0, maximum: 1, example: 0.94 })
  success_rate!: number;

  @ApiProperty({ minimum: 0, maximum: 1, description: '0 without any quality.', example: 0.88 })
  average_quality!: number;

  @ApiProperty({ minimum: 0, maximum: 1, description: '1 from 100 usages on.', example: 0.5 })
  usage_frequency!: number;
}

export class EffectivenessMetrics {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({ example: 'Retry with backoff' })
  pattern_name!: string;

  @ApiProperty({ type: 'integer', example: 50 })
  total_usages!: number;

  @ApiProperty({ type: 'integer', description: 'success and partial_success', example: 47 })
  success_count!: number;

  @ApiProperty({ type: 'integer', description: 'failure and error', example: 3 })
  failure_count!: number;

  @ApiProperty({ minimum: 0, maximum: 1, example: 0.94 })
  success_rate!: number;

  @ApiProperty({ minimum: 0, maximum: 1, nullable: true, type: Number, example: 0.88 })
  average_quality_score!: number | null;

  @ApiProperty({ minimum: 0, nullable: true, type: Number, example: 143.5 })
  average_execution_time_ms!: number | null;

  @ApiProperty({
    enum: USAGE_TRENDS,
    description: 'The second half of the range against the first: above 120 % or below 80 %.',
    example: 'stable',
  })
  usage_trend!: UsageTrend;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, example: '2025-10-22T08:14:00Z' })
  first_used!: string | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, example: '2025-10-28T09:30:00Z' })
  last_used!: string | null;
}

export class EffectivenessResponse {
  @ApiProperty({ minimum: 0, maximum: 1, example: 0.834 })
  effectiveness_score!: number;

  @ApiProperty({ minimum: 0, maximum: 1, description: '1 from 30 usages on.', example: 1 })
  confidence!: number;

  @ApiProperty({ enum: RECOMMENDATIONS, example: 'highly_recommended' })
  recommendation!: Recommendation;

  @ApiProperty({ type: EffectivenessComponents })
  components!: EffectivenessComponents;

  @ApiProperty({ type: EffectivenessMetrics })
  metrics!: EffectivenessMetrics;
}
