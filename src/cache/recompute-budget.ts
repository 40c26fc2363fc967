import { LRUCache } from 'lru-cache';

/** Computations a second of a question that costs little. */
const MAX_A_SECOND = 10;
/** So many may be saved up: who asks after each of a few writes is told of each… */
const MAX_SAVED = 20;
/** …or as many as take so long together, but one. */
const SAVED_MS = 4000;
/** The part of the time that a question may be under computation. */
const SHARE = 1 / 5;
const MAX_KEYS = 10_000;

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/**
 * How often an answer that a write has overtaken is computed again before its life is over: a
 * bucket of 20 tokens a key, or as many as fit into 4 s, refilled 10 times a second, or as often as the
 * computation fits five times into the time.
 */
export class RecomputeBudget {
  private readonly buckets = new LRUCache<string, Bucket>({ max: MAX_KEYS });

  /**
   * @param costMs what the last computation took, in milliseconds.
   * @param now milliseconds.
   */
  has(key: string, costMs: number, now: number): boolean {
    return this.left(key, costMs, now) >= 1;
  }

  /** Takes a token; where there is none, it is owed. */
  take(key: string, costMs: number, now: number): void {
    this.buckets.set(key, { tokens: this.left(key, costMs, now) - 1, at: now });
  }

  clear(): void {
    this.buckets.clear();
  }

  private left(key: string, costMs: number, now: number): number {
    const rate = Math.min(MAX_A_SECOND, (SHARE * 1000) / Math.max(costMs, 1));
    const burst = Math.max(1, Math.min(MAX_SAVED, SAVED_MS / Math.max(costMs, 1)));
    const { tokens, at } = this.buckets.get(key) ?? { tokens: burst, at: now };
    return Math.min(burst, tokens + (rate * Math.max(0, now - at)) / 1000);
  }
}
