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
import {
  Count,
  FlagField,
  Fraction,
  Instant,
  ListField,
  NumberField,
  OR_NULL,
  ObjectField,
  TextField,
  UuidField,
  WordField,
} from '../../common/validation/fields.js';

export class RecommendationsQueryDto {
  @MayBeAbsent(`Only these: ${RECOMMENDATIONS.join(', ')}, comma-separated or repeated.`)
  @SomeOf(RECOMMENDATIONS)
  recommendation?: string | string[];

  @MayBeAbsent('Only patterns of this type.') @OneOf(PATTERN_TYPES) pattern_type?: PatternType;
  @MayBeAbsent('Only patterns of this node type, in any case.') @OneOfAnyCase(NODE_TYPES) node_type?: string;

  @MayBeAbsent('Only patterns whose success or quality is getting worse; or only the others.')
  @FlagText()
  getting_worse?: 'true' | 'false';

  @MayBeAbsent({
    default: 'score',
    description: 'score: the highest first. failures: those with the most failed usages first.',
  })
  @OneOf(ASSESSMENT_ORDERS)
  order?: AssessmentOrder;

  @MayBeAbsent({ default: 50 }) @IntegerText(1, 200) limit?: string;
  @MayBeAbsent({ default: 0 }) @IntegerText(0, 1_000_000) offset?: string;
}

export class ShiftDto {
  @Count(8, 'Days with data, counted from the last.') days!: number;
  @NumberField(0.5, 'The mean of these days.') mean!: number;
  @NumberField(1, 'The mean of the days before.') before!: number;
}

export class ChangeDto {
  @WordField(
    TREND_DIRECTIONS,
    'decreasing',
    'Not stable where chance explains it with less than 1 %; insufficient_data below 8 days.',
  )
  direction!: TrendDirection;
  @NumberField(-0.012, 'Sen’s slope per day.') velocity!: number;
  @NumberField(0.0009, 'Of the Mann-Kendall test over the days.', OR_NULL) p_value!: number | null;
  @Count(30, 'Days with data.') days!: number;
  @ObjectField(
    ShiftDto,
    'How far it moved, split where it changed most; null unless increasing or decreasing.',
    OR_NULL,
  )
  shift!: ShiftDto | null;
}

export class Alternative {
  @UuidField('0b6f1a8e-6a9b-4f4e-8d3e-2f1c5a7d9e10') pattern_id!: string;
  @TextField('Circuit breaker') pattern_name!: string;
  @WordField(RECOMMENDATIONS, 'highly_recommended') recommendation!: Recommendation;
  @Count(120) usages!: number;
  @Fraction(0.98) success_rate!: number;
  @ObjectField(SuccessInterval, 'Its lower end decides the order.') success_interval!: SuccessInterval;
  @NumberField(0.91, OR_NULL) average_quality!: number | null;
  @Fraction(0.999, 'That it succeeds more often, from Beta(1 + successes, 1 + failures) of each.')
  probability_better!: number;
  @ListField(String, { example: ['resilience'] }) shared_tags!: string[];
}

export class PatternRecommendation {
  @UuidField('7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42') pattern_id!: string;
  @TextField('Retry with backoff') pattern_name!: string;
  @WordField(PATTERN_TYPES, 'architectural', 'other where it has none.') pattern_type!: PatternType;
  @WordField(NODE_TYPES, 'effect', OR_NULL) node_type!: NodeType | null;
  @WordField(RECOMMENDATIONS, 'recommended') recommendation!: Recommendation;
  @TextField(
    '47 of 50 usages in the last 30 days succeeded: 94.0 % (95 % interval 83.8 % to 97.9 %), average quality 0.88.',
  )
  reason!: string;
  @Fraction(0.834, 'As in /effectiveness, over 30 days.') effectiveness_score!: number;
  @Fraction(1) confidence!: number;
  @Count(50) usages!: number;
  @NumberField(0.94, 'Null without usages.', OR_NULL) success_rate!: number | null;
  @ObjectField(SuccessInterval, 'Wilson’s, 95 %; null without usages.', OR_NULL)
  success_interval!: SuccessInterval | null;
  @NumberField(0.88, OR_NULL) average_quality!: number | null;
  @ObjectField(ChangeDto, 'Of the daily success rate.') success_trend!: ChangeDto;
  @ObjectField(ChangeDto, 'Of the daily average quality.') quality_trend!: ChangeDto;
  @FlagField(false, 'Whether either of them is decreasing.') getting_worse!: boolean;
  @ListField(
    Alternative,
    'Patterns of the same type or node type, sharing a tag where it has tags, that surely succeed more often, are not getting worse and are not not_recommended; the surest first. At most 3 in the list, 10 of one pattern.',
  )
  alternatives!: Alternative[];
  @Count(720) time_range_hours!: number;
  @Instant('2025-10-28T09:30:00Z') computed_at!: string;
}

export class PatternRecommendationResponse extends PatternRecommendation {
  @TextField(
    null,
    'What is not computed of the alternatives, and by which setting, in a sentence; null where all is.',
    OR_NULL,
  )
  notice!: string | null;
}

export class RecommendationsResponse {
  @ListField(PatternRecommendation, 'The highest score first, or as order says.')
  recommendations!: PatternRecommendation[];
  @Count(1, 'On all pages.') total!: number;
  @Count(50) limit!: number;
  @Count(0) offset!: number;
  @Instant(
    '2025-10-28T09:30:00Z',
    'When they were computed, those that the filters leave out too; null where none was yet.',
    OR_NULL,
  )
  computed_at!: string | null;
  @TextField(null, 'What is not computed, and by which setting, in a sentence; null where all is.', OR_NULL)
  notice!: string | null;
}
