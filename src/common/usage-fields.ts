import { errorFingerprint } from './error-fingerprint.js';
import { isSuccess } from './pattern-terms.js';
import type { FeedbackDetails, Usage } from './usage.js';

/**
 * What a field holds; times are milliseconds since 1970 UTC, json is its text, texts are a list. An integer has 32 bits,
 * a bigint is one of up to 2^53 - 1.
 */
export type FieldKind =
  'uuid' | 'text' | 'json' | 'texts' | 'time' | 'integer' | 'bigint' | 'number' | 'flag';

interface UsageField {
  readonly kind: FieldKind;
  /** What is stored of a usage; left out of what only feedback brings, which is read from its details. */
  readonly stored?: (usage: Usage) => string | number | boolean | null;
  /** Whether every usage has it. */
  readonly isRequired?: boolean;
  /** Whether the history of a pattern shows it. */
  readonly isInHistory?: boolean;
  /** Whether feedback fills it in where the usage that it amends has none. */
  readonly isFilledIn?: boolean;
}

/**
 * The fields of a usage, in the order of an export. Each is a column of pattern_feedback, a property of what
 * is recorded (`UsageDto`) and a column of exports and imports, all by this name. Writing, COPY, feedback, exports,
 * imports and the history read this list.
 */
export const USAGE_FIELDS = {
  id: { kind: 'uuid', stored: ({ id }) => id, isRequired: true, isInHistory: true },
  pattern_id: { kind: 'uuid', stored: ({ patternId }) => patternId, isRequired: true },
  created_at: { kind: 'time', stored: ({ createdAt }) => createdAt, isRequired: true, isInHistory: true },
  outcome: { kind: 'text', stored: ({ outcome }) => outcome, isRequired: true, isInHistory: true },
  success: { kind: 'flag', stored: ({ outcome }) => isSuccess(outcome), isInHistory: true },
  quality_score: { kind: 'number', stored: ({ qualityScore }) => qualityScore, isInHistory: true },
  execution_time_ms: { kind: 'integer', stored: ({ executionTimeMs }) => executionTimeMs, isInHistory: true },
  context: { kind: 'json', stored: ({ context }) => context, isInHistory: true },
  correlation_id: { kind: 'uuid', stored: ({ correlationId }) => correlationId, isInHistory: true },
  error_message: { kind: 'text', stored: ({ errorMessage }) => errorMessage, isInHistory: true },
  error_fingerprint: {
    kind: 'text',
    stored: ({ errorMessage }) => (errorMessage === null ? null : errorFingerprint(errorMessage)),
  },
  version: { kind: 'text', stored: ({ version }) => version, isInHistory: true, isFilledIn: true },
  actor: { kind: 'text', stored: ({ actor }) => actor, isInHistory: true, isFilledIn: true },
  input_tokens: {
    kind: 'bigint',
    stored: ({ inputTokens }) => inputTokens,
    isInHistory: true,
    isFilledIn: true,
  },
  output_tokens: {
    kind: 'bigint',
    stored: ({ outputTokens }) => outputTokens,
    isInHistory: true,
    isFilledIn: true,
  },
  cost_usd: { kind: 'number', stored: ({ costUsd }) => costUsd, isInHistory: true, isFilledIn: true },
  time_saved_seconds: {
    kind: 'number',
    stored: ({ timeSavedSeconds }) => timeSavedSeconds,
    isInHistory: true,
    isFilledIn: true,
  },
  execution_id: { kind: 'text', isInHistory: true },
  sentiment: { kind: 'text', isInHistory: true },
  feedback_text: { kind: 'text' },
  performance_score: { kind: 'number', isInHistory: true },
  issues: { kind: 'texts', isInHistory: true },
  created_by: { kind: 'text' },
  feedback: { kind: 'json' },
  amendments: { kind: 'json' },
} as const satisfies Readonly<Record<string, UsageField>>;

export type UsageFieldName = keyof typeof USAGE_FIELDS;

/** A field by what is common to them. */
export const fieldOf = (name: UsageFieldName): UsageField => USAGE_FIELDS[name];

export const USAGE_FIELD_NAMES = Object.keys(USAGE_FIELDS) as UsageFieldName[];

/** What only feedback brings. */
export const DETAIL_NAMES = USAGE_FIELD_NAMES.filter(
  (name) => fieldOf(name).stored === undefined,
) as (keyof FeedbackDetails)[];
