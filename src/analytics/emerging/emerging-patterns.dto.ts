import { PatternIdentity } from '../../common/pattern-identity.dto.js';
import { Field } from '../../common/validation/fields.js';
import { IntegerText, MayBeAbsent } from '../../common/validation/rules.js';

const MAX_HOURS = 720;

export class EmergingPatternsQueryDto {
  @MayBeAbsent('Only patterns with so many usages in the window.', { default: 5 })
  @IntegerText(1, 1000)
  min_frequency?: number;
  @MayBeAbsent('How many hours the window up to now has; the one before it is as long.', { default: 24 })
  @IntegerText(1, MAX_HOURS)
  time_window_hours?: number;
}

export class EmergingPattern extends PatternIdentity {
  @Field.count(12, 'Usages in the window.') frequency!: number;
  @Field.instant('2025-10-27T12:14:00Z', 'Its first usage in the window.') first_seen_at!: string;
  @Field.instant('2025-10-28T09:30:00Z', 'Its last usage in the window.') last_seen_at!: string;
  @Field.fraction(0.94, 'In the window.') success_rate!: number;
  @Field.number(2, '(frequency − frequency before) / max(frequency before, 1)', { minimum: -1 })
  growth_rate!: number;
  @Field.fraction(0.94, 'success_rate × min(frequency / 10, 1)') confidence!: number;
}

export class EmergingPatternsCriteria {
  @Field.count(5) min_frequency!: number;
  @Field.count(24) time_window_hours!: number;
}

export class EmergingPatternsResponse {
  @Field.list(EmergingPattern, 'By growth_rate, then by pattern_id.') emerging_patterns!: EmergingPattern[];
  @Field.count(1) total_emerging!: number;
  @Field.count(24) time_window_hours!: number;
  @Field.object(EmergingPatternsCriteria) filter_criteria!: EmergingPatternsCriteria;
}
