/** A usage that was acknowledged, as feedback has amended it since. */
export interface RecordedUsage {
  readonly id: string;
  readonly pattern_id: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly outcome: string;
  readonly quality_score: number | null;
  readonly execution_time_ms: number | null;
  readonly context: Readonly<Record<string, unknown>>;
  readonly correlation_id: string | null;
  readonly error_message: string | null;
  readonly execution_id: string | null;
  readonly version: string | null;
  /** As it is kept. */
  readonly actor: string | null;
  readonly cost_usd: number | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly time_saved_seconds: number | null;
  readonly sentiment: string | null;
  readonly performance_score: number | null;
  readonly issues: readonly string[];
}

/** What is known of a pattern. */
export interface KnownPattern {
  readonly name: string | null;
  readonly type: string | null;
  readonly nodeType: string | null;
}

/** Everything that an answer may depend on. */
export interface World {
  readonly now: number;
  /** Those whose outcome is known, which answers are of where nobody asks for the others. */
  readonly usages: readonly RecordedUsage[];
  readonly all: readonly RecordedUsage[];
  readonly patterns: ReadonlyMap<string, KnownPattern>;
  /** The usages that there were when it was last counted what is used together. */
  readonly counted: readonly RecordedUsage[] | null;
}
