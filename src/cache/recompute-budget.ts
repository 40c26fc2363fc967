import { LRUCache } from 'lru-cache';

/** Computations a second of a question that costs little. */
const MOST_A_SECOND = 10;
/** So many may be saved up, whatever they cost: who asks after each of a few writes is told of each. */
const BURST = 20;
/** The part of the time that a question may be under computation. */
const SHARE = 1 / 5;
const MOST_KEYS = 10_000;

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/**
 * How often an answer that a write has overtaken is computed again before its second is over: a
 * bucket of 20 tokens a key, refilled 10 times a second, or as often as the computation fits five
 * times into the time.
 */
export class RecomputeBudget {
  private readonly buckets = new LRUCache<string, Bucket>({ max: MOST_KEYS });

  /**
   * @param costMs what the last computation took, in milliseconds.
   * @param now milliseconds.
   */
  has(key: string, costMs: number, now: number): boolean {
    return this.left(key, costMs, now) >= 1;
  }

  /** Takes a token; to be called where there is one. */
  take(key: string, costMs: number, now: number): void {
    this.buckets.set(key, { tokens: this.left(key, costMs, now) - 1, at: now });
  }

  clear(): void {
    this.buckets.clear();
  }

  private left(key: string, costMs: number, now: number): number {
    const rate = Math.min(MOST_A_SECOND, (SHARE * 1000) / Math.max(costMs, 1));
    const { tokens, at } = this.buckets.get(key) ?? { tokens: BURST, at: now };
    return Math.min(BURST, tokens + (rate * Math.max(0, now - at)) / 1000);
  }
}
