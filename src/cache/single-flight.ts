import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Shares work among those who ask for it before it begins, and does one piece a key at a time: who
 * asks while it is done waits for the next. So nobody gets what is older than his question.
 */
export class SingleFlight {
  private readonly waiting = new Map<string, Promise<unknown>>();
  private readonly flying = new Map<string, Promise<unknown>>();

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const waiting = this.waiting.get(key) as Promise<T> | undefined;
    if (waiting) return waiting;
    const next = this.fly(key, work);
    this.waiting.set(key, next);
    return next;
  }

  private async fly<T>(key: string, work: () => Promise<T>): Promise<T> {
    await (this.flying.get(key) ?? nextTurn());
    this.waiting.delete(key);
    const flight = work();
    const landed = flight.then(
      () => undefined,
      () => undefined,
    );
    this.flying.set(key, landed);
    try {
      return await flight;
    } finally {
      if (this.flying.get(key) === landed) this.flying.delete(key);
    }
  }
}
