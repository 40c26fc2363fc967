/** What came of a usage; the first two count as success. */
export const OUTCOMES = ['success', 'failure', 'partial_success', 'error'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const SENTIMENTS = ['positive', 'neutral', 'negative'] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

export const PATTERN_TYPES = ['architectural', 'quality', 'performance', 'security', 'other'] as const;
export type PatternType = (typeof PATTERN_TYPES)[number];

export const NODE_TYPES = ['effect', 'compute', 'reducer', 'orchestrator'] as const;
export type NodeType = (typeof NODE_TYPES)[number];

/** The longest execution time: the database keeps it as a 32-bit integer (24.8 days). */
export const MAX_EXECUTION_TIME_MS = 2_147_483_647;

/** Whether a usage with this outcome counts as a success. */
export const isSuccess = (outcome: Outcome): boolean =>
  outcome === 'success' || outcome === 'partial_success';

/** How a pattern is shown: its name, or `pattern_` and the start of its id where it has none. */
export const displayName = (id: string, name: string | null): string => name ?? `pattern_${id.slice(0, 8)}`;

/** The type a pattern is counted and found under: its own, or other where it has none. */
export const displayType = (type: PatternType | null): PatternType => type ?? 'other';
