import { ApiProperty } from '@nestjs/swagger';
import { OUTCOMES, type Outcome, SENTIMENTS, type Sentiment } from '../../common/pattern-terms.js';
import { CURSOR } from '../../common/cursor.js';
import { IntegerText, MayBeAbsent, Rfc3339, SomeOf, Text } from '../../common/validation/rules.js';
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

export const LARGEST_PAGE = 500;
const LONGEST_CURSOR = 120;

export class HistoryQueryDto {
  @MayBeAbsent({
    description: 'Usages from this time on.',
    example: '2025-10-01T00:00:00Z',
  })
  @Rfc3339()
  from?: string;

  @MayBeAbsent({
    description: 'Usages before this time.',
    example: '2025-11-01T00:00:00Z',
  })
  @Rfc3339()
  to?: string;

  @MayBeAbsent(
    `Only these in the list: ${OUTCOMES.join(', ')}, comma-separated or repeated; the summary is of all outcomes.`,
  )
  @SomeOf(OUTCOMES)
  outcome?: Outcome | Outcome[];

  @MayBeAbsent({ default: 100 }) @IntegerText(1, LARGEST_PAGE) limit?: string;

  @MayBeAbsent({
    description: 'next_cursor of the page before; ask with the same filters.',
    pattern: CURSOR.source,
  })
  @Text(1, LONGEST_CURSOR)
  cursor?: string;
}

class HistoryItem {
  @UuidField('019a2b4e-7c00-7cc3-98c4-dc0c0c07398f', 'The usage’s id.') feedback_id!: string;
  @TextField('run-2025-10-28-17', OR_NULL) execution_id!: string | null;
  @WordField(SENTIMENTS, 'positive', 'Null where the usage was reported plainly.', OR_NULL)
  sentiment!: Sentiment | null;
  @FlagField(true) success!: boolean;
  @WordField(OUTCOMES, 'success') outcome!: Outcome;
  @Fraction(0.92, OR_NULL) quality_score!: number | null;
  @Fraction(0.8, OR_NULL) performance_score!: number | null;
  @Count(150, OR_NULL) execution_time_ms!: number | null;
  @ListField(String, { example: ['slow start'] }) issues!: readonly string[];
  @ApiProperty({ type: 'object', additionalProperties: true, example: { node_type: 'effect' } })
  context!: Readonly<Record<string, unknown>>;
  @UuidField('a06eb29a-8922-4fdf-bb27-96fc40fae415', OR_NULL) correlation_id!: string | null;
  @TextField(null, OR_NULL) error_message!: string | null;
  @Instant('2025-10-28T11:30:00Z') created_at!: string;
}

class DateRange {
  @Instant('2025-10-22T08:14:00Z', OR_NULL) earliest!: string | null;
  @Instant('2025-10-28T11:30:00Z', OR_NULL) latest!: string | null;
}

class HistorySummary {
  @Count(42) total_feedback!: number;
  @Count(39, 'Outcomes success and partial_success.') success_count!: number;
  @Count(3) failure_count!: number;
  @Fraction(0.9286, 'Null without usages.', OR_NULL) success_rate!: number | null;
  @Fraction(0.9, OR_NULL) avg_quality_score!: number | null;
  @NumberField(151.5, 'Milliseconds.', OR_NULL) avg_execution_time_ms!: number | null;
  @ObjectField(DateRange) date_range!: DateRange;
}

export class HistoryResponse {
  @UuidField('7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42') pattern_id!: string;
  @TextField('Retry with backoff', 'Its name; without one, pattern_ and the first 8 characters of its id.')
  pattern_name!: string;
  @ListField(HistoryItem, 'The youngest first.') feedback_history!: HistoryItem[];
  @ObjectField(HistorySummary, 'Of all usages in the range, not just of this page.') summary!: HistorySummary;
  @TextField(
    null,
    'For the next page; null at the end. Usages that arrive meanwhile do not move it.',
    OR_NULL,
  )
  next_cursor!: string | null;
}
