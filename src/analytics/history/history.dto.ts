import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OUTCOMES, type Outcome, SENTIMENTS, type Sentiment } from '../../common/pattern-terms.js';
import { CURSOR } from '../../common/cursor.js';
import { IntegerText, MayBeAbsent, Rfc3339, SomeOf, Text } from '../../common/validation/rules.js';

export const LARGEST_PAGE = 500;
const LONGEST_CURSOR = 120;

export class HistoryQueryDto {
  @ApiPropertyOptional({
    description: 'Usages from this time on.',
    example: '2025-10-01T00:00:00Z',
  })
  @MayBeAbsent()
  @Rfc3339()
  from?: string;

  @ApiPropertyOptional({
    description: 'Usages before this time.',
    example: '2025-11-01T00:00:00Z',
  })
  @MayBeAbsent()
  @Rfc3339()
  to?: string;

  @ApiPropertyOptional({
    description: `Only these in the list: ${OUTCOMES.join(', ')}, comma-separated or repeated; the summary is of all outcomes.`,
  })
  @MayBeAbsent()
  @SomeOf(OUTCOMES)
  outcome?: Outcome | Outcome[];

  @ApiPropertyOptional({ default: 100 })
  @MayBeAbsent()
  @IntegerText(1, LARGEST_PAGE)
  limit?: string;

  @ApiPropertyOptional({
    description: 'next_cursor of the page before; ask with the same filters.',
    pattern: CURSOR.source,
  })
  @MayBeAbsent()
  @Text(1, LONGEST_CURSOR)
  cursor?: string;
}

class HistoryItem {
  @ApiProperty({
    format: 'uuid',
    description: 'The usage’s id.',
    example: '019a2b4e-7c00-7cc3-98c4-dc0c0c07398f',
  })
  feedback_id!: string;

  @ApiProperty({ nullable: true, type: String, example: 'run-2025-10-28-17' })
  execution_id!: string | null;

  @ApiProperty({
    enum: SENTIMENTS,
    nullable: true,
    description: 'Null where the usage was reported plainly.',
    example: 'positive',
  })
  sentiment!: Sentiment | null;

  @ApiProperty({ example: true })
  success!: boolean;

  @ApiProperty({ enum: OUTCOMES, example: 'success' })
  outcome!: Outcome;

  @ApiProperty({ nullable: true, type: Number, minimum: 0, maximum: 1, example: 0.92 })
  quality_score!: number | null;

  @ApiProperty({ nullable: true, type: Number, minimum: 0, maximum: 1, example: 0.8 })
  performance_score!: number | null;

  @ApiProperty({ nullable: true, type: 'integer', example: 150 })
  execution_time_ms!: number | null;

  @ApiProperty({ type: [String], example: ['slow start'] })
  issues!: readonly string[];

  @ApiProperty({ type: 'object', additionalProperties: true, example: { node_type: 'effect' } })
  context!: Readonly<Record<string, unknown>>;

  @ApiProperty({
    format: 'uuid',
    nullable: true,
    type: String,
    example: 'a06eb29a-8922-4fdf-bb27-96fc40fae415',
  })
  correlation_id!: string | null;

  @ApiProperty({ nullable: true, type: String, example: null })
  error_message!: string | null;

  @ApiProperty({ format: 'date-time', example: '2025-10-28T11:30:00Z' })
  created_at!: string;
}

class DateRange {
  @ApiProperty({ format: 'date-time', nullable: true, type: String, example: '2025-10-22T08:14:00Z' })
  earliest!: string | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String, example: '2025-10-28T11:30:00Z' })
  latest!: string | null;
}

class HistorySummary {
  @ApiProperty({ type: 'integer', example: 42 })
  total_feedback!: number;

  @ApiProperty({ type: 'integer', description: 'Outcomes success and partial_success.', example: 39 })
  success_count!: number;

  @ApiProperty({ type: 'integer', example: 3 })
  failure_count!: number;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'Null without usages.',
    example: 0.9286,
  })
  success_rate!: number | null;

  @ApiProperty({ nullable: true, type: Number, minimum: 0, maximum: 1, example: 0.9 })
  avg_quality_score!: number | null;

  @ApiProperty({ nullable: true, type: Number, description: 'Milliseconds.', example: 151.5 })
  avg_execution_time_ms!: number | null;

  @ApiProperty({ type: DateRange })
  date_range!: DateRange;
}

export class HistoryResponse {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({
    description: 'Its name; without one, pattern_ and the first 8 characters of its id.',
    example: 'Retry with backoff',
  })
  pattern_name!: string;

  @ApiProperty({ type: [HistoryItem], description: 'The youngest first.' })
  feedback_history!: HistoryItem[];

  @ApiProperty({ type: HistorySummary, description: 'Of all usages in the range, not just of this page.' })
  summary!: HistorySummary;

  @ApiProperty({
    nullable: true,
    type: String,
    description: 'For the next page; null at the end. Usages that arrive meanwhile do not move it.',
    example: null,
  })
  next_cursor!: string | null;
}
