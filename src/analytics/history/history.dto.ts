import { ApiProperty } from '@nestjs/swagger';
import { CURSOR } from '../../common/cursor.js';
import { PatternName } from '../../common/pattern-identity.dto.js';
import { OUTCOMES, type Outcome, SENTIMENTS, type Sentiment, UNKNOWN } from '../../common/pattern-terms.js';
import { UnknownCounts } from '../../common/unknown-counts.dto.js';
import { Field, OR_NULL } from '../../common/validation/fields.js';
import { IntegerText, MayBeAbsent, Rfc3339, SomeOf, Text } from '../../common/validation/rules.js';
import { Include } from '../query/usage-query.dto.js';

export const MAX_PAGE = 500;
const MAX_CURSOR = 120;

export class HistoryQueryDto {
  @MayBeAbsent('Usages from this time on.', { example: '2025-10-01T00:00:00Z' }) @Rfc3339() from?: string;
  @MayBeAbsent('Usages before this time.', { example: '2025-11-01T00:00:00Z' }) @Rfc3339() to?: string;
  @MayBeAbsent(
    `Only these in the list: ${OUTCOMES.join(', ')}, comma-separated or repeated; the summary is of all outcomes. To name unknown is to include it.`,
  )
  @SomeOf(OUTCOMES)
  outcome?: Outcome[];
  @Include() include?: typeof UNKNOWN;
  @MayBeAbsent({ default: 100 }) @IntegerText(1, MAX_PAGE) limit?: number;
  @MayBeAbsent('next_cursor of the page before; ask with the same filters.', { pattern: CURSOR.source })
  @Text(1, MAX_CURSOR)
  cursor?: string;
}

class HistoryItem {
  @Field.uuid('019a2b4e-7c00-7cc3-98c4-dc0c0c07398f', 'The usage’s id.') feedback_id!: string;
  @Field.text('run-2025-10-28-17', OR_NULL) execution_id!: string | null;
  @Field.word(SENTIMENTS, 'positive', 'Null where the usage was reported plainly.', OR_NULL)
  sentiment!: Sentiment | null;
  @Field.flag(true, 'null where the outcome is unknown.', OR_NULL) success!: boolean | null;
  @Field.word(OUTCOMES, 'success') outcome!: Outcome;
  @Field.fraction(0.92, OR_NULL) quality_score!: number | null;
  @Field.fraction(0.8, OR_NULL) performance_score!: number | null;
  @Field.count(150, OR_NULL) execution_time_ms!: number | null;
  @Field.list(String, { example: ['slow start'] }) issues!: readonly string[];
  @ApiProperty({ type: 'object', additionalProperties: true, example: { node_type: 'effect' } })
  context!: Readonly<Record<string, unknown>>;
  @Field.uuid('a06eb29a-8922-4fdf-bb27-96fc40fae415', OR_NULL) correlation_id!: string | null;
  @Field.text(null, OR_NULL) error_message!: string | null;
  @Field.text('2.1.0', 'Of the pattern.', OR_NULL) version!: string | null;
  @Field.text(
    'hashed:5f1d2c4b7a90e8d36c2f4b1a09e87d65',
    'Who or what used it; a keyed hash unless ACTOR_MODE is plain.',
    OR_NULL,
  )
  actor!: string | null;
  @Field.count(1200, OR_NULL) input_tokens!: number | null;
  @Field.count(350, OR_NULL) output_tokens!: number | null;
  @Field.number(0.018, OR_NULL) cost_usd!: number | null;
  @Field.number(600, OR_NULL) time_saved_seconds!: number | null;
  @Field.instant('2025-10-28T11:30:00Z') created_at!: string;
}

class DateRange {
  @Field.instant('2025-10-22T08:14:00Z', OR_NULL) earliest!: string | null;
  @Field.instant('2025-10-28T11:30:00Z', OR_NULL) latest!: string | null;
}

class HistorySummary extends UnknownCounts {
  @Field.count(42) total_feedback!: number;
  @Field.count(39, 'Outcomes success and partial_success.') success_count!: number;
  @Field.count(3) failure_count!: number;
  @Field.fraction(0.9286, 'Null without usages.', OR_NULL) success_rate!: number | null;
  @Field.fraction(0.9, OR_NULL) avg_quality_score!: number | null;
  @Field.number(151.5, 'Milliseconds.', OR_NULL) avg_execution_time_ms!: number | null;
  @Field.object(DateRange) date_range!: DateRange;
}

export class HistoryResponse extends PatternName {
  @Field.list(HistoryItem, 'The youngest first.') feedback_history!: HistoryItem[];
  @Field.object(HistorySummary, 'Of all usages in the range, not just of this page.')
  summary!: HistorySummary;
  @Field.text(null, 'For the next page; null at the end. New usages do not move it.', OR_NULL)
  next_cursor!: string | null;
}
