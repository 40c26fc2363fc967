import { randomUUID } from 'node:crypto';
import type {
  CacheStore,
  KeptAnswer,
  LoadedAnswer,
  CacheStorePlace,
  CacheStoreView,
  WriteState,
} from './cache-store.js';
import { localAnswers } from './local-answers.js';
import { ALL_TIME } from './utc-span.js';

/** The answers of a lone instance, in its own memory. */
export class MemoryCacheStore implements CacheStore {
  private readonly answers;
  private readonly touches = new Map<string, number>();
  private epoch = randomUUID();
  private generation = 0;

  constructor(maxBytes: number) {
    this.answers = localAnswers(maxBytes);
  }

  look({ name, spans }: CacheStorePlace): CacheStoreView {
    let touched = this.touches.get(ALL_TIME) ?? 0;
    for (const span of spans) touched = Math.max(touched, this.touches.get(span) ?? 0);
    return { epoch: this.epoch, generation: this.generation, touched, kept: this.answers.get(name) };
  }

  async loadOnce(
    { name }: CacheStorePlace,
    state: WriteState,
    _accepts: unknown,
    load: (state: WriteState) => Promise<KeptAnswer>,
  ): Promise<LoadedAnswer> {
    const kept = await load(state);
    this.answers.set(name, kept);
    return { kept, shared: false };
  }

  touch(spans: readonly string[]): void {
    this.generation += 1;
    for (const span of spans) this.touches.set(span, this.generation);
  }

  forget(): void {
    this.epoch = randomUUID();
    this.generation = 0;
    this.touches.clear();
    this.answers.clear();
  }

  health(): undefined {
    return undefined;
  }

  close(): void {
    this.answers.clear();
  }
}
