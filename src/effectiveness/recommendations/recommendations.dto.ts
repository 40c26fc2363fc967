import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SuccessInterval, TREND_DIRECTIONS, type TrendDirection } from '../../analytics/index.js';
import { NODE_TYPES, type NodeType, PATTERN_TYPES, type PatternType } from '../../common/pattern-terms.js';
import {
  FlagText,
  IntegerText,
  MayBeAbsent,
  OneOf,
  OneOfAnyCase,
  SomeOf,
} from '../../common/validation/rules.js';
import { ASSESSMENT_ORDERS, type AssessmentOrder } from '../../store/repositories/assessment.repository.js';
import { RECOMMENDATIONS, type Recommendation } from '../stats/effectiveness-score.js';

export class RecommendationsQueryDto {
  @ApiPropertyOptional({
    description: `Only these: ${RECOMMENDATIONS.join(', ')}, comma-separated or repeated.`,
  })
  @MayBeAbsent()
  @SomeOf(RECOMMENDATIONS)
  recommendation?: string | string[];

  @ApiPropertyOptional({ description: 'Only patterns of this type.' })
  @MayBeAbsent()
  @OneOf(PATTERN_TYPES)
  pattern_type?: PatternType;

  @ApiPropertyOptional({ description: 'Only patterns of this node type, in any case.' })
  @MayBeAbsent()
  @OneOfAnyCase(NODE_TYPES)
  node_type?: string;

  @ApiPropertyOptional({
    description: 'Only patterns whose success or quality is getting worse; or only the others.',
  })
  @MayBeAbsent()
  @FlagText()
  getting_worse?: 'true' | 'false';

  @ApiPropertyOptional({
    default: 'score',
    description: 'score: the highest first. failures: those with the most failed usages first.',
  })
  @MayBeAbsent()
  @OneOf(ASSESSMENT_ORDERS)
  order?: AssessmentOrder;

  @ApiPropertyOptional({ default: 50 })
  @MayBeAbsent()
  @IntegerText(1, 200)
  limit?: string;

  @ApiPropertyOptional({ default: 0 })
  @MayBeAbsent()
  @IntegerText(0, 1_000_000)
  offset?: string;
}

export class ShiftDto {
  @ApiProperty({ type: 'integer', description: 'Days with data, counted from the last.', example: 8 })
  days!: number;

  @ApiProperty({ description: 'The mean of these days.', example: 0.5 })
  mean!: number;

  @ApiProperty({ description: 'The mean of the days before.', example: 1 })
  before!: number;
}

export class ChangeDto {
  @ApiProperty({
    enum: TREND_DIRECTIONS,
    description: 'Not stable where chance explains it with less than 1 %; insufficient_data below 8 days.',
    example: 'decreasing',
  })
  direction!: TrendDirection;

  @ApiProperty({ description: 'Sen’s slope per day.', example: -0.012 })
  velocity!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Of the Mann-Kendall test over the days.',
    example: 0.0009,
  })
  p_value!: number | null;

  @ApiProperty({ type: 'integer', description: 'Days with data.', example: 30 })
  days!: number;

  @ApiProperty({
    type: ShiftDto,
    nullable: true,
    description: 'How far it moved, split where it changed most; null unless increasing or decreasing.',
  })
  shift!: ShiftDto | null;
}

export class Alternative {
  @ApiProperty({ format: 'uuid', example: '0b6f1a8e-6a9b-4f4e-8d3e-2f1c5a7d9e10' })
  pattern_id!: string;

  @ApiProperty({ example: 'Circuit breaker' })
  pattern_name!: string;

  @ApiProperty({ enum: RECOMMENDATIONS, example: 'highly_recommended' })
  recommendation!: Recommendation;

  @ApiProperty({ type: 'integer', example: 120 })
  usages!: number;

  @ApiProperty({ minimum: 0, maximum: 1, example: 0.98 })
  success_rate!: number;

  @ApiProperty({ type: SuccessInterval, description: 'Its lower end decides the order.' })
  success_interval!: SuccessInterval;

  @ApiProperty({ type: Number, nullable: true, example: 0.91 })
  average_quality!: number | null;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description: 'That it succeeds more often, from Beta(1 + successes, 1 + failures) of each.',
    example: 0.999,
  })
  probability_better!: number;

  @ApiProperty({ type: [String], example: ['resilience'] })
  shared_tags!: string[];
}

export class PatternRecommendation {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({ example: 'Retry with backoff' })
  pattern_name!: string;

  @ApiProperty({ enum: PATTERN_TYPES, description: 'other where it has none.', example: 'architectural' })
  pattern_type!: PatternType;

  @ApiProperty({ enum: NODE_TYPES, nullable: true, example: 'effect' })
  node_type!: NodeType | null;

  @ApiProperty({ enum: RECOMMENDATIONS, example: 'recommended' })
  recommendation!: Recommendation;

  @ApiProperty({
    example:
      '47 of 50 usages in the last 30 days succeeded: 94.0 % (95 % interval 83.8 % to 97.9 %), average quality 0.88.',
  })
  reason!: string;

  @ApiProperty({ minimum: 0, maximum: 1, description: 'As in /effectiveness, over 30 days.', example: 0.834 })
  effectiveness_score!: number;

  @ApiProperty({ minimum: 0, maximum: 1, example: 1 })
  confidence!: number;

  @ApiProperty({ type: 'integer', example: 50 })
  usages!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Null without usages.', example: 0.94 })
  success_rate!: number | null;

  @ApiProperty({ type: SuccessInterval, nullable: true, description: 'Wilson’s, 95 %; null without usages.' })
  success_interval!: SuccessInterval | null;

  @ApiProperty({ type: Number, nullable: true, example: 0.88 })
  average_quality!: number | null;

  @ApiProperty({ type: ChangeDto, description: 'Of the daily success rate.' })
  success_trend!: ChangeDto;

  @ApiProperty({ type: ChangeDto, description: 'Of the daily average quality.' })
  quality_trend!: ChangeDto;

  @ApiProperty({ description: 'Whether either of them is decreasing.', example: false })
  getting_worse!: boolean;

  @ApiProperty({
    type: [Alternative],
    description:
      'Patterns of the same type or node type, sharing a tag where it has tags, that surely succeed more often, are not getting worse and are not not_recommended; the surest first. At most 3 in the list, 10 of one pattern.',
  })
  alternatives!: Alternative[];

  @ApiProperty({ type: 'integer', example: 720 })
  time_range_hours!: number;

  @ApiProperty({ format: 'date-time', example: '2025-10-28T09:30:00Z' })
  computed_at!: string;
}

export class PatternRecommendationResponse extends PatternRecommendation {
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'What is not computed of the alternatives, and by which setting, in a sentence; null where all is.',
    example: null,
  })
  notice!: string | null;
}

export class RecommendationsResponse {
  @ApiProperty({ type: [PatternRecommendation], description: 'The highest score first, or as order says.' })
  recommendations!: PatternRecommendation[];

  @ApiProperty({ type: 'integer', description: 'On all pages.', example: 1 })
  total!: number;

  @ApiProperty({ type: 'integer', example: 50 })
  limit!: number;

  @ApiProperty({ type: 'integer', example: 0 })
  offset!: number;

  @ApiProperty({
    format: 'date-time',
    type: String,
    nullable: true,
    description: 'When they were computed, those that the filters leave out too; null where none was yet.',
    example: '2025-10-28T09:30:00Z',
  })
  computed_at!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What is not computed, and by which setting, in a sentence; null where all is.',
    example: null,
  })
  notice!: string | null;
}
