import type { AnswerCache } from '../../src/cache/answer-cache.js';
import type { Clock } from '../../src/common/clock.js';
import type { TimeRange } from '../../src/common/time-range.js';

interface Write {
  readonly id: number;
  readonly createdAt: number;
  /** Infinity until it is acknowledged. */
  acknowledgedAt: number;
}

/** What an instance computed of a question, from which the least that its budget can be follows. */
interface Computations {
  readonly times: number[];
  longestMs: number;
}

/**
 * A database that is a list, and what answers about it may miss. Writes and questions go through any
 * of the caches, which share it.
 */
export class AnswerModel implements Clock {
  private time = Date.parse('2026-03-04T10:30:00Z');
  private readonly writes: Write[] = [];
  private computations = new Map<AnswerCache, Computations>();
  /** What the dearest computation of each question took, at any of the caches. */
  private readonly costs = new Map<string, number>();
  /** What the answers missed that they had to hold; to be empty. */
  readonly faults: string[] = [];
  computed = 0;
  stale = 0;

  now(): number {
    return this.time;
  }

  /** Once the clock is set back, nothing that was kept counts. */
  move(ms: number): void {
    this.time += ms;
    if (ms >= 0) return;
    this.computations.clear();
    for (const write of this.writes) write.acknowledgedAt = Math.min(write.acknowledgedAt, 0);
  }

  async write(cache: AnswerCache, age: number): Promise<void> {
    const write = { id: this.writes.length, createdAt: this.time - age, acknowledgedAt: Infinity };
    this.writes.push(write);
    await cache.invalidate([write]);
    write.acknowledgedAt = this.time;
  }

  /** Asks for everything up to now, or for a range. */
  async ask(cache: AnswerCache, range?: TimeRange, gate?: Promise<void>): Promise<void> {
    const askedAt = this.time;
    const wanted = this.within(range).filter(({ acknowledgedAt }) => acknowledgedAt <= askedAt);
    const isClosed = range !== undefined && range.to <= askedAt - 5 * 60_000;
    const key = isClosed ? 'ids' : `ids ${range?.from}`;
    const ids = await cache.getOrLoad({ key, range }, async () => {
      this.computed += 1;
      const began = this.time;
      const found = this.within(range).map(({ id }) => id);
      if (range === undefined) this.computationsAt(cache).times.push(began);
      await gate;
      this.costs.set(key, Math.max(this.costs.get(key) ?? 0, this.time - began));
      if (range === undefined) {
        const computations = this.computationsAt(cache);
        computations.longestMs = Math.max(computations.longestMs, this.time - began);
      }
      return found;
    });
    const life = Math.max(1000, 6 * (this.costs.get(key) ?? 0));
    const recent = wanted.filter(({ acknowledgedAt }) => askedAt - acknowledgedAt <= life);
    const answered = new Set(ids);
    const missed = wanted.filter(({ id }) => !answered.has(id));
    const mayMiss = !isClosed && missed.every((write) => recent.includes(write));
    if (missed.length === 0) return;
    this.stale += 1;
    if (!mayMiss) this.fault(missed, range, 'it may never miss');
    else if (range === undefined && !this.isSpent(cache)) this.fault(missed, range, 'there was budget');
  }

  private fault(missed: readonly Write[], range: TimeRange | undefined, why: string): void {
    const ids = missed.map(({ id }) => id).join(', ');
    this.faults.push(`at ${this.time} ${JSON.stringify(range)} misses ${ids}: ${why}`);
  }

  private within(range: TimeRange | undefined): Write[] {
    if (!range) return [...this.writes];
    return this.writes.filter(({ createdAt }) => createdAt >= range.from && createdAt < range.to);
  }

  private computationsAt(cache: AnswerCache): Computations {
    const known = this.computations.get(cache) ?? { times: [], longestMs: 0 };
    this.computations.set(cache, known);
    return known;
  }

  /**
   * Whether over some span up to now more was computed than leaves a token in the bucket. A token that
   * is full this very millisecond may be there or not: the cache adds up fractions of it.
   */
  private isSpent(cache: AnswerCache): boolean {
    const { times, longestMs } = this.computationsAt(cache);
    const aSecond = Math.min(10, 200 / Math.max(longestMs, 1));
    const burst = Math.max(1, 2 * aSecond);
    const rounding = 1e-9;
    return times.some(
      (from, at) => times.length - at > burst - 1 + ((this.time - from) * aSecond) / 1000 - rounding,
    );
  }
}
