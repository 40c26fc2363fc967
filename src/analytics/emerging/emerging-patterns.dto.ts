import { PATTERN_TYPES, type PatternType } from '../../common/pattern-terms.js';
import { IntegerText, MayBeAbsent } from '../../common/validation/rules.js';
import {
  Count,
  Fraction,
  Instant,
  ListField,
  NumberField,
  ObjectField,
  TextField,
  UuidField,
  WordField,
} from '../../common/validation/fields.js';

const MOST_HOURS = 720;

export class EmergingPatternsQueryDto {
  @MayBeAbsent({
    default: 5,
    description: 'Only patterns with so many usages in the window.',
  })
  @IntegerText(1, 1000)
  min_frequency?: string;

  @MayBeAbsent({
    default: 24,
    description: 'How many hours back from now the window begins; the one before it is as long.',
  })
  @IntegerText(1, MOST_HOURS)
  time_window_hours?: string;
}

export class EmergingPattern {
  @UuidField('7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42') pattern_id!: string;
  @TextField('Retry with backoff', 'Its name; without one, pattern_ and the first 8 characters of its id.')
  pattern_name!: string;
  @WordField(PATTERN_TYPES, 'architectural', 'other where it has none.') pattern_type!: PatternType;
  @Count(12, 'Usages in the window.') frequency!: number;
  @Instant('2025-10-27T12:14:00Z', 'Its first usage in the window.') first_seen_at!: string;
  @Instant('2025-10-28T09:30:00Z', 'Its last usage in the window.') last_seen_at!: string;
  @Fraction(0.94, 'In the window.') success_rate!: number;
  @NumberField(2, '(frequency − frequency before) / max(frequency before, 1)', { minimum: -1 })
  growth_rate!: number;
  @Fraction(0.94, 'success_rate × min(frequency / 10, 1)') confidence!: number;
}

export class EmergingPatternsCriteria {
  @Count(5) min_frequency!: number;
  @Count(24) time_window_hours!: number;
}

export class EmergingPatternsResponse {
  @ListField(EmergingPattern, 'By growth_rate, then by pattern_id.') emerging_patterns!: EmergingPattern[];
  @Count(1) total_emerging!: number;
  @Count(24) time_window_hours!: number;
  @ObjectField(EmergingPatternsCriteria) filter_criteria!: EmergingPatternsCriteria;
}
