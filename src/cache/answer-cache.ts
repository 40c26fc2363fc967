/** How the cache fares, where it has something outside this process to lose. */
export interface CacheHealth {
  readonly reachable: boolean;
  readonly detail: string;
}

/**
 * Keeps hot answers for a moment. An answer is served again only while no write was acknowledged
 * since its computation began, and for `ttlMs` at the most.
 */
export abstract class AnswerCache {
  /**
   * The answer under a key: kept, being computed for somebody else, or computed now. A failing cache
   * is no failure: the answer is computed.
   * @param key names the question with all that its answer depends on.
   * @param ttlMs milliseconds, above 0.
   */
  abstract getOrLoad<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T>;

  /** Forgets every answer; to be called after a commit and before it is acknowledged. Never rejects. */
  abstract invalidate(): Promise<void>;

  /** @returns undefined where there is nothing outside this process. */
  abstract health(): CacheHealth | undefined;
}
