import { SuccessInterval, TREND_DIRECTIONS, type TrendDirection } from '../../analytics/index.js';
import { PatternIdentity } from '../../common/pattern-identity.dto.js';
import { NODE_TYPES, type NodeType, type PatternType } from '../../common/pattern-terms.js';
import { Field, OR_NULL } from '../../common/validation/fields.js';
import {
  FlagText,
  IntegerText,
  MayBeAbsent,
  OneOf,
  OneOfAnyCase,
  SomeOf,
  TypeWord,
} from '../../common/validation/rules.js';
import { ASSESSMENT_ORDERS, type AssessmentOrder } from '../../store/patterns/assessment.repository.js';
import { RECOMMENDATIONS, type Recommendation } from '../stats/effectiveness-score.js';

export class RecommendationsQueryDto {
  @MayBeAbsent(`Only these: ${RECOMMENDATIONS.join(', ')}, comma-separated or repeated.`)
  @SomeOf(RECOMMENDATIONS)
  recommendation?: string[];
  @MayBeAbsent('Only patterns of this type.') @TypeWord() pattern_type?: PatternType;
  @MayBeAbsent('Only patterns of this node type, in any case.') @OneOfAnyCase(NODE_TYPES) node_type?: string;
  @MayBeAbsent('Only patterns whose success or quality is getting worse; or only the others.')
  @FlagText()
  getting_worse?: boolean;
  @MayBeAbsent('score: the highest first. failures: most failed usages first.', { default: 'score' })
  @OneOf(ASSESSMENT_ORDERS)
  order?: AssessmentOrder;
  @MayBeAbsent({ default: 50 }) @IntegerText(1, 200) limit?: number;
  @MayBeAbsent({ default: 0 }) @IntegerText(0, 1_000_000) offset?: number;
}

export class ShiftDto {
  @Field.count(8, 'Days with data, counted from the last.') days!: number;
  @Field.number(0.5, 'The mean of these days.') mean!: number;
  @Field.number(1, 'The mean of the days before.') before!: number;
}

export class ChangeDto {
  @Field.word(
    TREND_DIRECTIONS,
    'decreasing',
    'Not stable where chance explains it with less than 1 %; insufficient_data below 8 days.',
  )
  direction!: TrendDirection;
  @Field.number(-0.012, 'Sen’s slope per day.') velocity!: number;
  @Field.number(0.0009, 'Of the Mann-Kendall test over the days.', OR_NULL) p_value!: number | null;
  @Field.count(30, 'Days with data.') days!: number;
  @Field.object(ShiftDto, 'How far it moved, split where it changed most; null where it did not.', OR_NULL)
  shift!: ShiftDto | null;
}

export class Alternative {
  @Field.uuid('0b6f1a8e-6a9b-4f4e-8d3e-2f1c5a7d9e10') pattern_id!: string;
  @Field.text('Circuit breaker') pattern_name!: string;
  @Field.word(RECOMMENDATIONS, 'highly_recommended') recommendation!: Recommendation;
  @Field.count(120) usages!: number;
  @Field.fraction(0.98) success_rate!: number;
  @Field.object(SuccessInterval, 'Its lower end decides the order.') success_interval!: SuccessInterval;
  @Field.number(0.91, OR_NULL) average_quality!: number | null;
  @Field.fraction(0.999, 'That it succeeds more often, from Beta(1 + successes, 1 + failures) of each.')
  probability_better!: number;
  @Field.list(String, { example: ['resilience'] }) shared_tags!: string[];
}

export class PatternRecommendation extends PatternIdentity {
  @Field.word(NODE_TYPES, 'effect', OR_NULL) node_type!: NodeType | null;
  @Field.word(RECOMMENDATIONS, 'recommended') recommendation!: Recommendation;
  @Field.text(
    '47 of 50 usages in the last 30 days succeeded: 94.0 % (95 % interval 83.8 % to 97.9 %), average quality 0.88.',
  )
  reason!: string;
  @Field.fraction(0.834, 'As in /effectiveness, over 30 days.') effectiveness_score!: number;
  @Field.fraction(1) confidence!: number;
  @Field.count(50) usages!: number;
  @Field.number(0.94, 'Null without usages.', OR_NULL) success_rate!: number | null;
  @Field.object(SuccessInterval, 'Wilson’s, 95 %; null without usages.', OR_NULL)
  success_interval!: SuccessInterval | null;
  @Field.number(0.88, OR_NULL) average_quality!: number | null;
  @Field.object(ChangeDto, 'Of the daily success rate.') success_trend!: ChangeDto;
  @Field.object(ChangeDto, 'Of the daily average quality.') quality_trend!: ChangeDto;
  @Field.flag(false, 'Whether either of them is decreasing.') getting_worse!: boolean;
  @Field.list(
    Alternative,
    'Patterns of the same type or node type, sharing a tag where it has tags, that surely succeed more often, are not getting worse and are not not_recommended; the surest first. At most 3 in the list, 10 of one pattern.',
  )
  alternatives!: Alternative[];
  @Field.count(720) time_range_hours!: number;
  @Field.instant('2025-10-28T09:30:00Z') computed_at!: string;
}

export class PatternRecommendationResponse extends PatternRecommendation {
  @Field.text(
    null,
    'What is not computed of the alternatives, and by which setting, in a sentence; null where all is.',
    OR_NULL,
  )
  notice!: string | null;
}

export class RecommendationsResponse {
  @Field.list(PatternRecommendation, 'The highest score first, or as order says.')
  recommendations!: PatternRecommendation[];
  @Field.count(1, 'On all pages.') total!: number;
  @Field.count(50) limit!: number;
  @Field.count(0) offset!: number;
  @Field.instant(
    '2025-10-28T09:30:00Z',
    'When all were computed, listed or not; null where none was yet.',
    OR_NULL,
  )
  computed_at!: string | null;
  @Field.text(null, 'What is not computed, and by which setting, in a sentence; null where all is.', OR_NULL)
  notice!: string | null;
}
