import { AnswerCache, type CacheHealth } from './answer-cache.js';
import { SingleFlight } from './single-flight.js';

interface Entry {
  readonly generation: number;
  readonly expires: number;
  readonly answer: unknown;
}

/** The cache of a lone instance, in its own memory. */
export class MemoryAnswerCache extends AnswerCache {
  private readonly entries = new Map<string, Entry>();
  private readonly flights = new SingleFlight();
  private generation = 0;

  /** @param capacity answers kept at the most; the oldest go first. */
  constructor(private readonly capacity = 256) {
    super();
  }

  getOrLoad<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T> {
    const { generation } = this;
    const entry = this.entries.get(key);
    if (entry?.generation === generation && performance.now() < entry.expires) {
      return Promise.resolve(entry.answer as T);
    }
    return this.flights.run(`${generation} ${key}`, async () => {
      const answer = await load();
      this.keep(key, { generation, expires: performance.now() + ttlMs, answer });
      return answer;
    });
  }

  invalidate(): Promise<void> {
    this.generation += 1;
    return Promise.resolve();
  }

  health(): CacheHealth | undefined {
    return undefined;
  }

  private keep(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > this.capacity) this.entries.delete(this.entries.keys().next().value!);
  }
}
