import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PATTERN_TYPES, type PatternType } from '../../common/pattern-terms.js';
import { IntegerText, MayBeAbsent, OneOf } from '../../common/validation/rules.js';
import { SpanQueryDto } from '../request/usage-query.dto.js';
import { RankedPattern } from './ranked-pattern.dto.js';

export class SuccessRatesQueryDto extends SpanQueryDto {
  @ApiPropertyOptional({
    enum: PATTERN_TYPES,
    description: 'Only patterns of this type; those without one are other.',
  })
  @MayBeAbsent()
  @OneOf(PATTERN_TYPES)
  pattern_type?: PatternType;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 5,
    description: 'Only patterns with so many usages.',
  })
  @MayBeAbsent()
  @IntegerText(1, 1000)
  min_samples?: string;
}

export class PatternSuccessRate extends RankedPattern {
  @ApiProperty({
    type: [String],
    description: 'The 5 most frequent issues of its feedback.',
    example: ['timeout'],
  })
  common_issues!: readonly string[];
}

export class SuccessRatesSummary {
  @ApiProperty({ type: 'integer', example: 1 })
  total_patterns!: number;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description: 'The mean over the listed patterns; 0 without any.',
    example: 0.94,
  })
  avg_success_rate!: number;

  @ApiProperty({ type: 'integer', description: 'Those with a confidence of at least 0.8.', example: 1 })
  high_confidence_patterns!: number;
}

export class SuccessRatesResponse {
  @ApiProperty({ type: [PatternSuccessRate], description: 'By success_rate, then by pattern_id.' })
  patterns!: PatternSuccessRate[];

  @ApiProperty({ type: SuccessRatesSummary })
  summary!: SuccessRatesSummary;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'The range, where one was asked for.',
    example: '2025-10-21T00:00:00Z',
  })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to?: string;
}
