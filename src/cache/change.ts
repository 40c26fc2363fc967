import type { Outcome } from '../common/pattern-terms.js';

/** A usage that is stored. */
export interface RecordedChange {
  readonly patternId: string;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
  readonly outcome: Outcome;
  /** 0..1 */
  readonly quality: number | null;
  /** The name that came along, which need not be the pattern's. */
  readonly name: string | null;
}

/** A stored usage that feedback or another record of its call changed. */
export interface AmendedChange {
  readonly patternId: string;
  /** The usage's time, milliseconds since 1970 UTC. */
  readonly createdAt: number;
  /** By how many usages of known outcome it counts differently: -1, 0 or 1. */
  readonly known: number;
  /** By how many successes it counts differently: -1, 0 or 1. */
  readonly successes: number;
  /** Its quality now, 0..1; null while its outcome is unknown. */
  readonly quality: number | null;
}

/** What one transaction has changed, told once it is committed. */
export interface Change {
  /** The id of that transaction; it says whether a snapshot of the database has the change. */
  readonly transaction: number;
  readonly recorded?: readonly RecordedChange[];
  readonly amended?: readonly AmendedChange[];
  /** Patterns that somebody described. */
  readonly described?: readonly string[];
  /** Whether usages were erased, so that what was counted of them does not hold. */
  readonly hasErased?: boolean;
}

/** Somebody who wants to know what changes. */
export interface ChangeListener {
  readonly onChange: (change: Change) => void;
  /** Changes of other instances may have been missed until now. */
  readonly onGap: () => void;
}
