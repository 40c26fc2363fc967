import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { PATTERN_TYPES, type PatternType } from '../../common/pattern-terms.js';
import { IntegerText, Matching, MayBeAbsent, OneOf } from '../../common/validation/rules.js';
import { CONTEXT_GROUP, FilterQueryDto } from '../request/usage-query.dto.js';
import { RankedPattern, RankedUsages } from './ranked-pattern.dto.js';

/** A rate is of all outcomes, and of no buckets that would need a time zone. */
export class SuccessRatesQueryDto extends OmitType(FilterQueryDto, ['outcome', 'timezone'] as const) {
  @ApiPropertyOptional({
    description: 'Only patterns of this type; those without one are other.',
  })
  @MayBeAbsent()
  @OneOf(PATTERN_TYPES)
  declare pattern_type?: PatternType;

  @ApiPropertyOptional({
    default: 5,
    description: 'Only patterns with so many usages.',
  })
  @MayBeAbsent()
  @IntegerText(1, 1000)
  min_samples?: string;

  @ApiPropertyOptional({
    description:
      'context.<key>: rates by what the usages have under that key of their context, under groups, in place of by pattern. Read from the usages themselves.',
    example: 'context.team',
  })
  @MayBeAbsent()
  @Matching(CONTEXT_GROUP, 'context.<key>, the key of 1 to 64 characters')
  group_by?: string;
}

export class PatternSuccessRate extends RankedPattern {
  @ApiProperty({
    type: [String],
    description: 'The 5 most frequent issues of its feedback.',
    example: ['timeout'],
  })
  common_issues!: readonly string[];
}

export class ContextSuccessRate extends RankedUsages {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The text under the key; null of usages whose context does not have it.',
    example: 'search',
  })
  value!: string | null;
}

export class SuccessRatesSummary {
  @ApiProperty({
    type: 'integer',
    description: 'How many patterns or groups are listed; of patterns the best 10,000 at most.',
    example: 1,
  })
  total_patterns!: number;

  @ApiProperty({ type: 'integer', description: 'How many have enough usages, listed or not.', example: 1 })
  total_matching!: number;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description:
      'The mean of all these success rates, each counting once however often it is used; null without any.',
    example: 0.94,
  })
  avg_success_rate!: number | null;

  @ApiProperty({
    type: 'integer',
    description: 'How many of all these have a confidence of at least 0.8.',
    example: 1,
  })
  high_confidence_patterns!: number;
}

export class SuccessRatesResponse {
  @ApiProperty({
    type: [PatternSuccessRate],
    description: 'By success_rate, then by pattern_id; none where group_by is a context key.',
  })
  patterns!: PatternSuccessRate[];

  @ApiPropertyOptional({
    type: [ContextSuccessRate],
    description: 'Where group_by is a context key: by its values, by success_rate and then by usages.',
  })
  groups?: ContextSuccessRate[];

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
