import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SENTIMENTS, type Sentiment } from '../common/pattern-terms.js';
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

const JSON_LENGTH = 65_536;

/** Feedback on one use of a pattern, as the original records it. */
export class FeedbackDto {
  @ApiPropertyOptional({
    description:
      'Idempotency key, and the id of the usage where the feedback is about none that is stored. A UUIDv7 carries its created_at; any other UUID needs created_at beside it.',
    example: '019a2b4e-7c00-7cc3-98c4-dc0c0c07398f',
  })
  @Optional()
  @Uuid()
  feedback_id?: string | null;

  @ApiProperty({ example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  @Uuid()
  pattern_id!: string;

  @ApiPropertyOptional({
    example: 'Retry with backoff',
  })
  @Optional()
  @Text(1, 256)
  pattern_name?: string | null;

  @ApiPropertyOptional({
    description: 'The execution that the feedback is about.',
    example: 'run-2025-10-28-17',
  })
  @Optional()
  @Text(1, 256)
  execution_id?: string | null;

  @ApiPropertyOptional({
    description: 'The correlation that the feedback is about, where it names no execution.',
    example: 'a06eb29a-8922-4fdf-bb27-96fc40fae415',
  })
  @Optional()
  @Uuid()
  correlation_id?: string | null;

  @ApiPropertyOptional({
    description:
      'Without success and success_confirmed: positive is a success, neutral a partial one, negative a failure.',
    example: 'positive',
  })
  @Optional()
  @OneOf(SENTIMENTS)
  sentiment?: Sentiment | null;

  @ApiPropertyOptional({ example: 'Held up under load.' })
  @Optional()
  @Text(0, 32_768)
  feedback_text?: string | null;

  @ApiPropertyOptional({ example: true })
  @Optional()
  @Flag()
  success?: boolean | null;

  @ApiPropertyOptional({
    description: 'Counts where success is left out.',
    example: true,
  })
  @Optional()
  @Flag()
  success_confirmed?: boolean | null;

  @ApiPropertyOptional({ example: 0.9 })
  @Optional()
  @NumberWithin(0, 1)
  quality_score?: number | null;

  @ApiPropertyOptional({
    description: 'Is the quality where quality_score is left out.',
    example: 0.8,
  })
  @Optional()
  @NumberWithin(0, 1)
  explicit_rating?: number | null;

  @ApiPropertyOptional({
    description:
      'Stars; a fifth of them is the quality where quality_score and explicit_rating are left out.',
    example: 4.5,
  })
  @Optional()
  @NumberWithin(0, 5)
  quality_rating?: number | null;

  @ApiPropertyOptional({ example: 0.7 })
  @Optional()
  @NumberWithin(0, 1)
  performance_score?: number | null;

  @ApiPropertyOptional({
    description: `What was observed; execution_time_ms of it is the usage’s. At most ${JSON_LENGTH} characters of JSON.`,
    example: { execution_time_ms: 150, retries: 0 },
  })
  @Optional()
  @JsonObject(JSON_LENGTH)
  implicit_signals?: Record<string, unknown> | null;

  @ApiPropertyOptional({ example: ['slow start'] })
  @Optional()
  @Texts(100, 1000)
  issues?: string[] | null;

  @ApiPropertyOptional({
    description: `At most ${JSON_LENGTH} characters of JSON.`,
    example: { node_type: 'effect' },
  })
  @Optional()
  @JsonObject(JSON_LENGTH)
  context?: Record<string, unknown> | null;

  @ApiPropertyOptional({
    description: 'When the pattern was used; the time of arrival where it is left out.',
    example: '2025-10-28T09:30:00Z',
  })
  @Optional()
  @Rfc3339()
  created_at?: string | null;

  @ApiPropertyOptional({ example: 'reviewer-3' })
  @Optional()
  @Text(1, 256)
  created_by?: string | null;
}
