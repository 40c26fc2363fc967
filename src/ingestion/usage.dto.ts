import { ApiProperty } from '@nestjs/swagger';
import {
  MAX_EXECUTION_TIME_MS,
  NODE_TYPES,
  OUTCOMES,
  SENTIMENTS,
  type Outcome,
  type PatternType,
  type Sentiment,
} from '../common/pattern-terms.js';
import { ReportedPattern, ReportedPatternId } from '../common/validation/reported-pattern.js';
import {
  Flag,
  IntegerWithin,
  JsonObject,
  ListWhere,
  NumberWithin,
  OneOf,
  OneOfAnyCase,
  Optional,
  Rfc3339,
  Text,
  Texts,
  Uuid,
  TypeWord,
} from '../common/validation/rules.js';
import { isAmendment } from './is-amendment.js';
import { Reported } from './reported-fields.js';

const CONTEXT_LENGTH = 65_536;
/** Signals of feedback are as long as a context; there are a few ratings beside them. */
const FEEDBACK_LENGTH = 66_560;
const MAX_AMENDMENTS = 1000;
const AMENDMENT = {
  type: 'object',
  additionalProperties: false,
  required: ['feedback_id', 'amended_at', 'outcome'],
  properties: {
    feedback_id: { type: 'string', format: 'uuid' },
    amended_at: { type: 'string', format: 'date-time' },
    outcome: { type: 'string', enum: [...OUTCOMES] },
    quality_score: { type: 'number', minimum: 0, maximum: 1, nullable: true },
  },
};
const EXPORTED = 'As an export of usages has it; POST /feedback is how it comes to be.';

/** One use of a pattern, as it is reported. */
export class UsageDto {
  @Optional(
    'Idempotency key. Sent again with the same created_at, the usage is counted once. A UUIDv7 carries its created_at; any other UUID needs created_at beside it. Made by the server where it is left out.',
    { example: '019a2b4e-7c00-7cc3-98c4-dc0c0c07398f' },
  )
  @Uuid()
  id?: string | null;
  @ReportedPatternId() pattern_id?: string | null;
  @ReportedPattern() pattern?: string | null;
  @ApiProperty({
    description:
      'success and partial_success count as success. unknown: it was used, and what came of it is not known (yet); such a usage is counted only where that is asked for (include=unknown), and is in no rate, score, trend or comparison until feedback says how it went.',
    example: 'success',
  })
  @OneOf(OUTCOMES)
  outcome!: Outcome;
  @Optional('When the pattern was used; the time of arrival where it is left out.', {
    example: '2025-10-28T09:30:00Z',
  })
  @Rfc3339()
  created_at?: string | null;
  @Optional({ example: 0.92 }) @NumberWithin(0, 1) quality_score?: number | null;
  @Optional('Milliseconds.', { example: 150 })
  @IntegerWithin(0, MAX_EXECUTION_TIME_MS)
  execution_time_ms?: number | null;
  @Optional(`Anything worth keeping beside it; at most ${CONTEXT_LENGTH} characters of JSON.`, {
    example: { node_type: 'Effect', operation: 'api_call' },
  })
  @JsonObject(CONTEXT_LENGTH)
  context?: Record<string, unknown> | null;
  @Optional('Patterns used under one correlation id are used together.', {
    example: 'a06eb29a-8922-4fdf-bb27-96fc40fae415',
  })
  @Uuid()
  correlation_id?: string | null;
  @Optional('What the pattern was used in; feedback that names it later amends this usage.', {
    example: 'run-2025-10-28-17',
  })
  @Text(1, 256)
  execution_id?: string | null;
  @Reported.version() version?: string | null;
  @Reported.actor() actor?: string | null;
  @Reported.tokens('Tokens that went into it.', 1200) input_tokens?: number | null;
  @Reported.tokens('Tokens that came out of it.', 350) output_tokens?: number | null;
  @Reported.cost() cost_usd?: number | null;
  @Reported.timeSaved() time_saved_seconds?: number | null;
  @Optional({ example: 'Database connection timeout' }) @Text(0, 32_768) error_message?: string | null;
  @Optional('Names the pattern where it has no name yet.', { example: 'Retry with backoff' })
  @Text(1, 256)
  pattern_name?: string | null;
  @Optional({ example: 'architectural' }) @TypeWord() pattern_type?: PatternType | null;
  @Optional('In any case; kept in lower case.', { example: 'effect' })
  @OneOfAnyCase(NODE_TYPES)
  node_type?: string | null;
  @Optional(`Whether the outcome is a success; may be left out, and must not contradict it. ${EXPORTED}`, {
    example: true,
  })
  @Flag()
  success?: boolean | null;
  @Optional(`Is computed anew from the error_message, whatever it says. ${EXPORTED}`, {
    example: 'Database connection timeout',
  })
  @Text(0, 1024)
  error_fingerprint?: string | null;
  @Optional(EXPORTED, { example: 'positive' }) @OneOf(SENTIMENTS) sentiment?: Sentiment | null;
  @Optional(EXPORTED, { example: 'Held up under load.' }) @Text(0, 32_768) feedback_text?: string | null;
  @Optional(EXPORTED, { example: 0.7 }) @NumberWithin(0, 1) performance_score?: number | null;
  @Optional(EXPORTED, { example: ['slow start'] }) @Texts(100, 1000) issues?: string[] | null;
  @Optional(EXPORTED, { example: 'reviewer-3' }) @Text(1, 256) created_by?: string | null;
  @Optional(`What else feedback said. ${EXPORTED} At most ${FEEDBACK_LENGTH} characters of JSON.`, {
    example: { quality_rating: 4.5 },
  })
  @JsonObject(FEEDBACK_LENGTH)
  feedback?: Record<string, unknown> | null;
  @Optional(`What the usage was before each feedback that amended it. ${EXPORTED}`, {
    example: [
      {
        feedback_id: '019a2b4e-7c00-7cc3-98c4-dc0c0c07398f',
        amended_at: '2025-10-29T08:00:00Z',
        outcome: 'success',
        quality_score: null,
      },
    ],
  })
  @ListWhere(
    MAX_AMENDMENTS,
    'objects of feedback_id, amended_at, outcome and quality_score as an export has them',
    isAmendment,
    AMENDMENT,
  )
  amendments?: object[] | null;
}
