import { v5 as uuidV5, v4 as uuidV4, v7 as uuidV7 } from 'uuid';

/** A usage as it is posted. */
export interface BenchUsage {
  readonly id: string;
  readonly pattern_id: string;
  readonly outcome: string;
  readonly quality_score: number;
  readonly execution_time_ms: number;
  readonly context: Readonly<Record<string, unknown>>;
  readonly correlation_id: string;
}

export const PATTERNS = Array.from({ length: 1000 }, (_, at) =>
  uuidV5(`pattern ${at}`, '0b0c9f0a-8f0a-4f6d-9b57-6a1f4a1c2d3e'),
);
const KNOWN_OUTCOMES = ['success', 'success', 'success', 'partial_success', 'failure', 'error'];

/** Usages of the last half minute or less, of 1,000 patterns, the first of them used most. */
export const benchUsages = (count: number, spanMs = 30_000): BenchUsage[] => {
  const now = Date.now();
  return Array.from({ length: count }, (_, at) => ({
    id: uuidV7({ msecs: now - Math.floor(Math.random() * spanMs) }),
    pattern_id: PATTERNS[Math.floor(PATTERNS.length * Math.random() ** 3)]!,
    outcome: KNOWN_OUTCOMES[at % KNOWN_OUTCOMES.length]!,
    quality_score: Math.round(Math.random() * 1000) / 1000,
    execution_time_ms: Math.floor(Math.random() * 2000),
    context: { node_type: 'effect', operation: 'api_call', attempt: at % 3 },
    correlation_id: uuidV4(),
  }));
};
