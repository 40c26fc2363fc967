import { IntersectionType } from '@nestjs/swagger';
import { PatternName } from '../../common/pattern-identity.dto.js';
import { UNKNOWN } from '../../common/pattern-terms.js';
import { UnknownCounts } from '../../common/unknown-counts.dto.js';
import { Include } from '../query/usage-query.dto.js';
import { DEFAULT_HOURS, MAX_HOURS } from '../../common/time-range.js';
import { Field, OR_NULL } from '../../common/validation/fields.js';
import { IntegerText, MayBeAbsent, PatternByName, Uuid } from '../../common/validation/rules.js';
import type { PatternUsageStats, UsageStats } from './usage-stats.js';
import { USAGE_TRENDS, type UsageTrend } from '../usage-trend.js';

export class UsageTotalsQueryDto {
  @MayBeAbsent('Only this pattern.') @Uuid() pattern_id?: string;
  @MayBeAbsent('The same by its name.', { example: 'code-review' }) @PatternByName() pattern?: string;
  @MayBeAbsent('How many hours back from now.', { default: DEFAULT_HOURS })
  @IntegerText(1, MAX_HOURS)
  time_range_hours?: number;
  @Include() include?: typeof UNKNOWN;
}

export class PatternTotals extends IntersectionType(PatternName, UnknownCounts) implements PatternUsageStats {
  @Field.count(50) total_usages!: number;
  @Field.count(47, 'success and partial_success') success_count!: number;
  @Field.count(3, 'failure and error') failure_count!: number;
  @Field.fraction(0.94, 'Null without usages.', OR_NULL) success_rate!: number | null;
  @Field.fraction(0.88, OR_NULL) average_quality_score!: number | null;
  @Field.number(143.5, OR_NULL, { minimum: 0 }) average_execution_time_ms!: number | null;
  @Field.word(USAGE_TRENDS, 'stable', 'The range’s second half against its first: above 120 % or below 80 %.')
  usage_trend!: UsageTrend;
  @Field.instant('2025-10-22T08:14:00Z', OR_NULL) first_used!: string | null;
  @Field.instant('2025-10-28T09:30:00Z', OR_NULL) last_used!: string | null;
}

/** What the original's tracker answers. */
export class UsageTotalsResponse implements UsageStats {
  @Field.list(PatternTotals, 'The most used first, at most 1,000.') patterns!: readonly PatternTotals[];
  @Field.count(1, 'How many are listed.') total_patterns!: number;
  @Field.count(1, 'How many there are, listed or not.') total_matching!: number;
  @Field.count(DEFAULT_HOURS) time_range_hours!: number;
}
