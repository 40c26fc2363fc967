import { DEFAULT_HOURS, MOST_HOURS } from '../common/time-range.js';
import { IntegerText, MayBeAbsent, Uuid } from '../common/validation/rules.js';
import type { PatternUsageStats, UsageStats } from './usage-stats.js';
import { USAGE_TRENDS, type UsageTrend } from './usage-trend.js';
import {
  Count,
  Fraction,
  Instant,
  ListField,
  NumberField,
  OR_NULL,
  TextField,
  UuidField,
  WordField,
} from '../common/validation/fields.js';

export class UsageTotalsQueryDto {
  @MayBeAbsent('Only this pattern.') @Uuid() pattern_id?: string;

  @MayBeAbsent({
    default: DEFAULT_HOURS,
    description: 'How many hours back from now.',
  })
  @IntegerText(1, MOST_HOURS)
  time_range_hours?: string;
}

export class PatternTotals implements PatternUsageStats {
  @UuidField('7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42') pattern_id!: string;
  @TextField('Retry with backoff') pattern_name!: string;
  @Count(50) total_usages!: number;
  @Count(47, 'success and partial_success') success_count!: number;
  @Count(3, 'failure and error') failure_count!: number;
  @Fraction(0.94, 'Null without usages.', OR_NULL) success_rate!: number | null;
  @Fraction(0.88, OR_NULL) average_quality_score!: number | null;
  @NumberField(143.5, OR_NULL, { minimum: 0 }) average_execution_time_ms!: number | null;
  @WordField(
    USAGE_TRENDS,
    'stable',
    'The second half of the range against the first: above 120 % or below 80 %.',
  )
  usage_trend!: UsageTrend;
  @Instant('2025-10-22T08:14:00Z', OR_NULL) first_used!: string | null;
  @Instant('2025-10-28T09:30:00Z', OR_NULL) last_used!: string | null;
}

/** What the original's tracker answers. */
export class UsageTotalsResponse implements UsageStats {
  @ListField(PatternTotals, 'The most used first, at most 1,000.') patterns!: readonly PatternTotals[];
  @Count(1, 'How many are listed.') total_patterns!: number;
  @Count(1, 'How many there are, listed or not.') total_matching!: number;
  @Count(DEFAULT_HOURS) time_range_hours!: number;
}
