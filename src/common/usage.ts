import type { NodeType, Outcome, PatternType } from './pattern-terms.js';

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
  /** What came along of the pattern itself; fills in what its record does not have. */
  readonly pattern: {
    readonly name: string | null;
    readonly type: PatternType | null;
    readonly nodeType: NodeType | null;
  };
}
