import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AnswerCache } from '../../src/cache/answer-cache.js';
import { MemoryCacheStore } from '../../src/cache/memory-cache-store.js';
import { AnswerModel } from '../support/answer-model.js';

const BYTES = 1_000_000;

/** A question whose computation takes so long, by the clock. */
const dear = (clock: AnswerModel, costMs: number): { load: () => Promise<number>; times: number[] } => {
  const times: number[] = [];
  const load = (): Promise<number> => {
    clock.move(costMs);
    times.push(clock.now());
    return Promise.resolve(clock.now());
  };
  return { load, times };
};

describe('A dear answer', () => {
  it('is served for at least four times as long as it took, whatever is written meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 250, max: 30_000 }), async (costMs) => {
        const clock = new AnswerModel();
        const cache = new AnswerCache(new MemoryCacheStore(BYTES), clock);
        const { load, times } = dear(clock, costMs);
        const steps = 400;
        const began = clock.now();
        for (let step = 0; step < steps; step += 1) {
          await cache.invalidate([{ createdAt: clock.now() }]);
          await cache.getOrLoad({ key: 'a' }, load);
          await new Promise((turn) => setImmediate(turn));
          clock.move(costMs / 10);
        }
        // What may be saved up is spent at once; from then on one in five parts of the time.
        const saved = Math.max(1, 4000 / costMs);
        const elapsed = clock.now() - began;
        expect(times.length).toBeLessThanOrEqual(saved + elapsed / (5 * costMs) + 1);
      }),
      { numRuns: 30 },
    );
  });

  it('is not computed for each who asks where nothing is written', async () => {
    const clock = new AnswerModel();
    const cache = new AnswerCache(new MemoryCacheStore(BYTES), clock);
    const { load, times } = dear(clock, 1200);
    const first = await cache.getOrLoad({ key: 'a' }, load);
    const end = clock.now() + 4 * 1200;
    while (clock.now() < end) {
      expect(await cache.getOrLoad({ key: 'a' }, load)).toBe(first);
      clock.move(100);
    }
    expect(times).toEqual([first]);
  });
});
