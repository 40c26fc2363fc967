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
    format: 'uuid',
    nullable: true,
    type: String,
    example: '019a2b4e-7c00-7cc3-98c4-dc0c0c07398f',
  })
  @Optional()
  @Uuid()
  feedback_id?: string | null;

  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  @Uuid()
  pattern_id!: string;

  @ApiPropertyOptional({
    nullable: true,
    type: String,
    minLength: 1,
    maxLength: 256,
    example: 'Retry with backoff',
  })
  @Optional()
  @Text(1, 256)
  pattern_name?: string | null;

  @ApiPropertyOptional({
    description: 'The execution that the feedback is about.',
    nullable: true,
    type: String,
    minLength: 1,
    maxLength: 256,
    example: 'run-2025-10-28-17',
  })
  @Optional()
  @Text(1, 256)
  execution_id?: string | null;

  @ApiPropertyOptional({
    description: 'The correlation that the feedback is about, where it names no execution.',
    format: 'uuid',
    nullable: true,
    type: String,
    example: 'a06eb29a-8922-4fdf-bb27-96fc40fae415',
  })
  @Optional()
  @Uuid()
  correlation_id?: string | null;

  @ApiPropertyOptional({
    enum: SENTIMENTS,
    description:
      'Without success and success_confirmed: positive is a success, neutral a partial one, negative a failure.',
    nullable: true,
    example: 'positive',
  })
  @Optional()
  @OneOf(SENTIMENTS)
  sentiment?: Sentiment | null;

  @ApiPropertyOptional({ nullable: true, type: String, maxLength: 32_768, example: 'Held up under load.' })
  @Optional()
  @Text(0, 32_768)
  feedback_text?: string | null;

  @ApiPropertyOptional({ nullable: true, type: Boolean, example: true })
  @Optional()
  @Flag()
  success?: boolean | null;

  @ApiPropertyOptional({
    description: 'Counts where success is left out.',
    nullable: true,
    type: Boolean,
    example: true,
  })
  @Optional()
  @Flag()
  success_confirmed?: boolean | null;

  @ApiPropertyOptional({ minimum: 0, maximum: 1, nullable: true, type: Number, example: 0.9 })
  @Optional()
  @NumberWithin(0, 1)
  quality_score?: number | null;

  @ApiPropertyOptional({
    description: 'Is the quality where quality_score is left out.',
    minimum: 0,
    maximum: 1,
    nullable: true,
    type: Number,
    example: 0.8,
  })
  @Optional()
  @NumberWithin(0, 1)
  explicit_rating?: number | null;

  @ApiPropertyOptional({
    description:
      'Stars; a fifth of them is the quality where quality_score and explicit_rating are left out.',
    minimum: 0,
    maximum: 5,
    nullable: true,
    type: Number,
    example: 4.5,
  })
  @Optional()
  @NumberWithin(0, 5)
  quality_rating?: number | null;

  @ApiPropertyOptional({ minimum: 0, maximum: 1, nullable: true, type: Number, example: 0.7 })
  @Optional()
  @NumberWithin(0, 1)
  performance_score?: number | null;

  @ApiPropertyOptional({
    description: `What was observed; execution_time_ms of it is the usage’s. At most ${JSON_LENGTH} characters of JSON.`,
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: { execution_time_ms: 150, retries: 0 },
  })
  @Optional()
  @JsonObject(JSON_LENGTH)
  implicit_signals?: Record<string, unknown> | null;

  @ApiPropertyOptional({ type: [String], nullable: true, maxItems: 100, example: ['slow start'] })
  @Optional()
  @Texts(100, 1000)
  issues?: string[] | null;

  @ApiPropertyOptional({
    description: `At most ${JSON_LENGTH} characters of JSON.`,
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: { node_type: 'effect' },
  })
  @Optional()
  @JsonObject(JSON_LENGTH)
  context?: Record<string, unknown> | null;

  @ApiPropertyOptional({
    description: 'When the pattern was used; the time of arrival where it is left out.',
    format: 'date-time',
    nullable: true,
    type: String,
    example: '2025-10-28T09:30:00Z',
  })
  @Optional()
  @Rfc3339()
  created_at?: string | null;

  @ApiPropertyOptional({ nullable: true, type: String, minLength: 1, maxLength: 256, example: 'reviewer-3' })
  @Optional()
  @Text(1, 256)
  created_by?: string | null;
}
