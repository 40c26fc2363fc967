import { IntersectionType, OmitType } from '@nestjs/swagger';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import { IntegerText, Matching, MayBeAbsent } from '../../common/validation/rules.js';
import { DIMENSION_GROUP, DIMENSION_GROUP_ALLOWED, FilterQueryDto } from '../query/usage-query.dto.js';
import { ContextValue } from '../report/report.dto.js';
import { RankedPattern, RankedUsages } from './ranked-pattern.dto.js';

/** A rate is of all outcomes, and of no buckets that would need a time zone. */
export class SuccessRatesQueryDto extends OmitType(FilterQueryDto, ['outcome', 'timezone'] as const) {
  @MayBeAbsent('Only patterns with so many usages.', { default: 5 })
  @IntegerText(1, 1000)
  min_samples?: number;
  @MayBeAbsent(
    'context.<key>: rates by what the usages have under that key of their context, under groups, in place of by pattern. Read from the usages themselves.',
    { example: 'context.team' },
  )
  @Matching(DIMENSION_GROUP, DIMENSION_GROUP_ALLOWED)
  group_by?: string;
}

export class PatternSuccessRate extends RankedPattern {
  @Field.list(String, 'The 5 most frequent issues of its feedback.', { example: ['timeout'] })
  common_issues!: readonly string[];
}

export class ContextSuccessRate extends IntersectionType(ContextValue, RankedUsages) {}

export class SuccessRatesSummary {
  @Field.count(1, 'How many patterns or groups are listed; of patterns the best 10,000 at most.')
  total_patterns!: number;
  @Field.count(1, 'How many have enough usages, listed or not.') total_matching!: number;
  @Field.fraction(0.94, 'The mean of all these rates, each counting once; null without any.', OR_NULL)
  avg_success_rate!: number | null;
  @Field.count(1, 'How many of all these have a confidence of at least 0.8.')
  high_confidence_patterns!: number;
}

export class SuccessRatesResponse {
  @Field.list(PatternSuccessRate, 'By success_rate, then by pattern_id; none with group_by.')
  patterns!: PatternSuccessRate[];
  @Field.list(ContextSuccessRate, 'With group_by: its values by success_rate, then by usages.', OR_ABSENT)
  groups?: ContextSuccessRate[];
  @Field.object(SuccessRatesSummary) summary!: SuccessRatesSummary;
  @Field.instant('2025-10-21T00:00:00Z', 'The range, where one was asked for.', OR_ABSENT) from?: string;
  @Field.instant('2025-10-28T00:00:00Z', OR_ABSENT) to?: string;
}
