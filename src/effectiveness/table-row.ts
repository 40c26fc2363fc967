import type { NodeType, PatternState, PatternType } from '../common/pattern-terms.js';
import type { UsageTrend } from '../analytics/index.js';
import type { Recommendation } from './stats/effectiveness-score.js';

/** A pattern and what is sorted and filtered by of it; times are milliseconds since 1970 UTC. */
export interface TableRow {
  readonly id: string;
  readonly name: string;
  readonly type: PatternType;
  readonly nodeType: NodeType | null;
  readonly firstSeen: number | null;
  readonly state: PatternState;
  /** Whether it is never proposed to be retired. */
  readonly keep: boolean;
  /** Of known outcome, which everything else is of. */
  readonly usages: number;
  /** Of unknown outcome; 0 where these are not asked for. */
  readonly unknowns: number;
  /** Distinct ones; null where none is told, and where it was not asked for. */
  readonly actors: number | null;
  readonly successes: number;
  readonly successRate: number | null;
  readonly averageQuality: number | null;
  readonly averageExecutionMs: number | null;
  readonly usageTrend: UsageTrend;
  readonly lastUsed: number | null;
  readonly score: number;
  readonly confidence: number;
  readonly recommendation: Recommendation;
  /** Milliseconds; null without any, and where it was not asked for. */
  readonly p95: number | null;
}
