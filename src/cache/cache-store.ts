import type { JsonAnswer } from './json-answer.js';

/** How far the writes had come when something began. */
export interface WriteState {
  /** Changes where writes may have been missed: nothing of another epoch is to be trusted. */
  readonly epoch: string;
  /** Writes noted in this epoch. */
  readonly generation: number;
}

/** An answer that is kept, under the state before its computation began. */
export interface KeptAnswer extends WriteState {
  /** When that was, milliseconds since 1970 UTC. */
  readonly began: number;
  /** How long it took, in milliseconds. */
  readonly costMs: number;
  readonly answer: JsonAnswer;
}

/** What a look-up shows: the writes so far, and what is kept. */
export interface CacheStoreView extends WriteState {
  /** The generation of the last touch of one of the spans that were asked about; 0 for none. */
  readonly touched: number;
  readonly kept: KeptAnswer | undefined;
}

/** An answer that was computed, here or by another instance. */
export interface LoadedAnswer {
  readonly kept: KeptAnswer;
  readonly shared: boolean;
}

/** Where an answer is kept. */
export interface CacheStorePlace {
  readonly name: string;
  /** Spans of utc-span.ts in which a touch is to be looked for. */
  readonly spans: readonly string[];
  /** How long it may be kept at the least, in milliseconds since its computation began (see lifeOf). */
  readonly keepMs: number;
}

/** How the cache fares, where it has something outside this process to lose. */
export interface CacheHealth {
  readonly reachable: boolean;
  readonly detail: string;
}

/** Keeps answers and counts writes; judges nothing. Nothing here rejects but for `load`. */
export interface CacheStore {
  /** Undefined where nothing is known of the writes, so that nothing kept may be trusted. */
  look(place: CacheStorePlace): CacheStoreView | undefined | Promise<CacheStoreView | undefined>;

  /**
   * Computes and keeps an answer, unless another instance does and what it keeps is accepted.
   * @param load is given the state before the computation begins.
   */
  loadOnce(
    place: CacheStorePlace,
    state: WriteState,
    accepts: (view: CacheStoreView) => boolean,
    load: (state: WriteState) => Promise<KeptAnswer>,
  ): Promise<LoadedAnswer>;

  /** Counts a write, one that touched these spans late. */
  touch(spans: readonly string[]): void | Promise<void>;

  /** Begins a new epoch. */
  forget(): void | Promise<void>;

  health(): CacheHealth | undefined;

  close(): void;
}
