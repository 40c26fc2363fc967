import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  LONGEST_MS,
  NODE_TYPES,
  OUTCOMES,
  PATTERN_TYPES,
  type Outcome,
  type PatternType,
} from '../common/pattern-terms.js';
import {
  IntegerWithin,
  JsonObject,
  NumberWithin,
  OneOf,
  OneOfAnyCase,
  Optional,
  Rfc3339,
  Text,
  Uuid,
} from '../common/validation/rules.js';

const CONTEXT_LENGTH = 65_536;

/** One use of a pattern, as it is reported. */
export class UsageDto {
  @ApiPropertyOptional({
    description:
      'Idempotency key. Sent again with the same created_at, the usage is counted once. A UUIDv7 carries its created_at; any other UUID needs created_at beside it. Made by the server where it is left out.',
    format: 'uuid',
    nullable: true,
    type: String,
    example: '019a2b4e-7c00-7cc3-98c4-dc0c0c07398f',
  })
  @Optional()
  @Uuid()
  id?: string | null;

  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  @Uuid()
  pattern_id!: string;

  @ApiProperty({
    enum: OUTCOMES,
    description: 'success and partial_success count as success.',
    example: 'success',
  })
  @OneOf(OUTCOMES)
  outcome!: Outcome;

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

  @ApiPropertyOptional({ minimum: 0, maximum: 1, nullable: true, type: Number, example: 0.92 })
  @Optional()
  @NumberWithin(0, 1)
  quality_score?: number | null;

  @ApiPropertyOptional({
    description: 'Milliseconds.',
    minimum: 0,
    maximum: LONGEST_MS,
    nullable: true,
    type: 'integer',
    example: 150,
  })
  @Optional()
  @IntegerWithin(0, LONGEST_MS)
  execution_time_ms?: number | null;

  @ApiPropertyOptional({
    description: `Anything worth keeping beside it; at most ${CONTEXT_LENGTH} characters of JSON.`,
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: { node_type: 'Effect', operation: 'api_call' },
  })
  @Optional()
  @JsonObject(CONTEXT_LENGTH)
  context?: Record<string, unknown> | null;

  @ApiPropertyOptional({
    description: 'Patterns used under one correlation id are used together.',
    format: 'uuid',
    nullable: true,
    type: String,
    example: 'a06eb29a-8922-4fdf-bb27-96fc40fae415',
  })
  @Optional()
  @Uuid()
  correlation_id?: string | null;

  @ApiPropertyOptional({
    description: 'What the pattern was used in; feedback that names it later amends this usage.',
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
    nullable: true,
    type: String,
    maxLength: 32_768,
    example: 'Database connection timeout',
  })
  @Optional()
  @Text(0, 32_768)
  error_message?: string | null;

  @ApiPropertyOptional({
    description: 'Names the pattern where it has no name yet.',
    nullable: true,
    type: String,
    minLength: 1,
    maxLength: 256,
    example: 'Retry with backoff',
  })
  @Optional()
  @Text(1, 256)
  pattern_name?: string | null;

  @ApiPropertyOptional({ enum: PATTERN_TYPES, nullable: true, example: 'architectural' })
  @Optional()
  @OneOf(PATTERN_TYPES)
  pattern_type?: PatternType | null;

  @ApiPropertyOptional({
    enum: NODE_TYPES,
    description: 'In any case; kept in lower case.',
    nullable: true,
    example: 'effect',
  })
  @Optional()
  @OneOfAnyCase(NODE_TYPES)
  node_type?: string | null;
}
