import type { TimeRange } from '../../common/time-range.js';
import type { UsageFilter } from './usage-question.js';

/** A question about who used what: distinct actors for each slice of time and each value of a key. */
export interface ActorQuestion {
  /** Half-open, milliseconds, ascending and disjoint; the first may begin at -Infinity. */
  readonly slices: readonly TimeRange[];
  /** Of all usages together where it is left out. */
  readonly key?: 'pattern' | 'dimension';
  /** The dimension that the key `dimension` stands for. */
  readonly dimension?: string;
  readonly filter?: UsageFilter;
  /** What was dropped before this time (milliseconds) is not missed. */
  readonly since?: number;
  /** Gives up where there are more answers than this. */
  readonly maxRows?: number;
}

/** What of the usages of a slice and a value of the key tells who used it. */
interface ActorUse {
  readonly slice: number;
  /** The pattern's id or the dimension's value (null where usages have none); null without a key. */
  readonly key: string | null;
  readonly usages: number;
  /** Usages that tell an actor. */
  readonly told: number;
}

export interface ActorCount extends ActorUse {
  /** Distinct ones. */
  readonly actors: number;
}

export interface ActorSet extends ActorUse {
  /** Each actor as a number that is the same in all sets of one answer. */
  readonly actors: ReadonlySet<number>;
}
