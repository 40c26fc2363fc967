import { TimeRangeQueryDto } from '../analytics/index.js';
import { PatternIdentity } from '../common/pattern-identity.dto.js';
import { Field, OR_ABSENT, OR_NULL } from '../common/validation/fields.js';
import { IntegerText, MayBeAbsent, OneOf } from '../common/validation/rules.js';

export const CRITERIA = ['success_rate', 'usage', 'quality', 'performance_score'] as const;
export type Criterion = (typeof CRITERIA)[number];

export class TopPerformingQueryDto extends TimeRangeQueryDto {
  @MayBeAbsent('What the patterns are ranked by.', { default: 'performance_score' })
  @OneOf(CRITERIA)
  criteria?: Criterion;
  @MayBeAbsent({ default: 10 }) @IntegerText(1, 100) limit?: number;
}

export class TopPerformingPattern extends PatternIdentity {
  @Field.fraction(0.94) success_rate!: number;
  @Field.count(50) usage_count!: number;
  @Field.fraction(0.88, 'Null without any quality.', OR_NULL) avg_quality!: number | null;
  @Field.fraction(
    0.834,
    'The effectiveness score: 0.5 × success_rate + 0.3 × avg_quality + 0.2 × min(usage_count / 100, 1)',
  )
  performance_score!: number;
  @Field.count(1, { minimum: 1 }) rank!: number;
}

export class TopPerformingResponse {
  @Field.list(TopPerformingPattern, 'By the criterion, then by pattern_id.')
  patterns!: TopPerformingPattern[];
  @Field.count(10, 'How many are listed.') total_count!: number;
  @Field.count(12, 'How many there are, those beyond the limit included.') total_matching!: number;
  @Field.word(CRITERIA, 'performance_score') criteria!: Criterion;
  @Field.instant('2025-10-21T00:00:00Z', 'The range, where one was asked for.', OR_ABSENT) from?: string;
  @Field.instant('2025-10-28T00:00:00Z', OR_ABSENT) to?: string;
}
