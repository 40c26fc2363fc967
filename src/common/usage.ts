import type { NodeType, Outcome, PatternType, Sentiment } from './pattern-terms.js';

/** What feedback says beyond the usage it is about. */
export interface FeedbackDetails {
  readonly execution_id: string | null;
  readonly sentiment: Sentiment | null;
  readonly feedback_text: string | null;
  /** 0..1 */
  readonly performance_score: number | null;
  readonly issues: readonly string[] | null;
  readonly created_by: string | null;
  /** The rest, as it was sent. */
  readonly feedback: Readonly<Record<string, unknown>> | null;
  /** What the usage was before each feedback that amended it; only a usage of an export has some. */
  readonly amendments?: readonly object[] | null;
}

/** What a record tells of a call of a pattern of which other records may tell as well. */
export interface ToldCall {
  /** A start tells that the pattern was used, an end what came of it. */
  readonly tells: 'start' | 'end';
  /** Of the call, a UUID; null where it has no id and is known by its order alone. */
  readonly callId: string | null;
  /** Of the pattern in its session and prompt, a UUID; null where the record does not say those. */
  readonly placeId: string | null;
  /** The record's number in its session; null where it has none. */
  readonly sequence: number | null;
  /** When it was told, nanoseconds since 1970. */
  readonly nanos: bigint;
  /** Of the records of one call those of the lowest rank are believed first. */
  readonly rank: number;
}

/** What became of a usage: new, there already, or one more record of a call whose usage is there. */
export type Written = 'stored' | 'duplicate' | 'amended';

/** A validated usage, ready to be stored. */
export interface Usage {
  readonly id: string;
  readonly patternId: string;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
  readonly outcome: Outcome;
  /** 0..1 */
  readonly qualityScore: number | null;
  /** Whole milliseconds, 0..2147483647 */
  readonly executionTimeMs: number | null;
  /** JSON text of an object. */
  readonly context: string;
  readonly correlationId: string | null;
  readonly errorMessage: string | null;
  /** Of the pattern. */
  readonly version: string | null;
  /** Who or what used it: a keyed hash unless ACTOR_MODE is plain. */
  readonly actor: string | null;
  /** 0..2^53 - 1 */
  readonly inputTokens: number | null;
  /** 0..2^53 - 1 */
  readonly outputTokens: number | null;
  /** US dollars, 0..1e9 */
  readonly costUsd: number | null;
  /** Seconds, 0..1e9 */
  readonly timeSavedSeconds: number | null;
  /** Absent from a usage that is reported plainly. */
  readonly details?: FeedbackDetails;
  /** Where the usage is one of the records that tell of a call. */
  readonly call?: ToldCall;
  /** What came along of the pattern itself; fills in what its record does not have. */
  readonly pattern: {
    readonly name: string | null;
    readonly type: PatternType | null;
    readonly nodeType: NodeType | null;
  };
}
