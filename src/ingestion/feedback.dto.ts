import { SENTIMENTS, type Sentiment } from '../common/pattern-terms.js';
import { ReportedPattern, ReportedPatternId } from '../common/validation/reported-pattern.js';
import {
  Flag,
  JsonObject,
  NumberWithin,
  OneOf,
  Optional,
  Rfc3339,
  Text,
  Texts,
  Uuid,
} from '../common/validation/rules.js';
import { Reported } from './reported-fields.js';

const JSON_LENGTH = 65_536;

/** Feedback on one use of a pattern, as the original records it. */
export class FeedbackDto {
  @Optional(
    'Idempotency key, and the id of the usage where the feedback is about none that is stored. A UUIDv7 carries its created_at; any other UUID needs created_at beside it.',
    { example: '019a2b4e-7c00-7cc3-98c4-dc0c0c07398f' },
  )
  @Uuid()
  feedback_id?: string | null;
  @ReportedPatternId() pattern_id?: string | null;
  @ReportedPattern() pattern?: string | null;
  @Optional({ example: 'Retry with backoff' }) @Text(1, 256) pattern_name?: string | null;
  @Optional('The execution that the feedback is about.', { example: 'run-2025-10-28-17' })
  @Text(1, 256)
  execution_id?: string | null;
  @Optional('The correlation that the feedback is about, where it names no execution.', {
    example: 'a06eb29a-8922-4fdf-bb27-96fc40fae415',
  })
  @Uuid()
  correlation_id?: string | null;
  @Optional(
    'Without success and success_confirmed: positive is a success, neutral a partial one, negative a failure.',
    { example: 'positive' },
  )
  @OneOf(SENTIMENTS)
  sentiment?: Sentiment | null;
  @Optional({ example: 'Held up under load.' }) @Text(0, 32_768) feedback_text?: string | null;
  @Optional({ example: true }) @Flag() success?: boolean | null;
  @Optional('Counts where success is left out.', { example: true })
  @Flag()
  success_confirmed?: boolean | null;
  @Optional({ example: 0.9 }) @NumberWithin(0, 1) quality_score?: number | null;
  @Optional('Is the quality where quality_score is left out.', { example: 0.8 })
  @NumberWithin(0, 1)
  explicit_rating?: number | null;
  @Optional('Stars; a fifth of them is the quality where quality_score and explicit_rating are left out.', {
    example: 4.5,
  })
  @NumberWithin(0, 5)
  quality_rating?: number | null;
  @Optional({ example: 0.7 }) @NumberWithin(0, 1) performance_score?: number | null;
  @Optional(
    `What was observed; execution_time_ms of it is the usage’s. At most ${JSON_LENGTH} characters of JSON.`,
    { example: { execution_time_ms: 150, retries: 0 } },
  )
  @JsonObject(JSON_LENGTH)
  implicit_signals?: Record<string, unknown> | null;
  @Optional({ example: ['slow start'] }) @Texts(100, 1000) issues?: string[] | null;
  @Optional(`At most ${JSON_LENGTH} characters of JSON.`, { example: { node_type: 'effect' } })
  @JsonObject(JSON_LENGTH)
  context?: Record<string, unknown> | null;
  @Optional('When the pattern was used; the time of arrival where it is left out.', {
    example: '2025-10-28T09:30:00Z',
  })
  @Rfc3339()
  created_at?: string | null;
  @Optional({ example: 'reviewer-3' }) @Text(1, 256) created_by?: string | null;
  @Reported.version() version?: string | null;
  @Reported.actor() actor?: string | null;
  @Reported.tokens('Tokens that went into it.', 1200) input_tokens?: number | null;
  @Reported.tokens('Tokens that came out of it.', 350) output_tokens?: number | null;
  @Reported.cost() cost_usd?: number | null;
  @Reported.timeSaved() time_saved_seconds?: number | null;
}
