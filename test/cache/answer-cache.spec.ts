import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { AnswerCache } from '../../src/cache/answer-cache.js';
import { MemoryCacheStore } from '../../src/cache/memory-cache-store.js';
import { RedisCircuitBreaker } from '../../src/cache/redis-circuit-breaker.js';
import { RedisCacheStore } from '../../src/cache/redis-cache-store.js';
import { DAY_MS, HOUR_MS } from '../../src/common/time-range.js';
import { type Action, anyAction } from '../support/answer-actions.js';
import { AnswerModel } from '../support/answer-model.js';
import { freePort } from '../support/port.js';
import { describeWith } from '../support/programs.js';
import { RunningProgram } from '../support/running.js';

const BYTES = 1_000_000;

/** An answer that tells its computations apart. */
const counter = (): { load: () => Promise<{ n: number }>; readonly loads: number } => {
  let loads = 0;
  return {
    load: async () => {
      loads += 1;
      const n = loads;
      await sleep(20);
      return { n };
    },
    get loads() {
      return loads;
    },
  };
};

const closed = { key: 'a', range: { from: 0, to: DAY_MS } };

beforeAll(() => Logger.overrideLogger(false));

const perform = async (
  actions: readonly Action[],
  model: AnswerModel,
  caches: readonly AnswerCache[],
): Promise<void> => {
  for (const { at, run } of actions) await run(model, caches[at % caches.length]!);
};

const behavesAsACache = (open: () => { cache: AnswerCache; clock: AnswerModel }): void => {
  it('computes once for all who ask at the same time, and keeps an open answer for a second', async () => {
    const { cache, clock } = open();
    const { load } = counter();
    const ask = (): Promise<{ n: number }> => cache.getOrLoad({ key: 'a' }, load);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
    clock.move(1001);
    expect(await ask()).toEqual({ n: 2 });
    expect(cache.counts).toMatchObject({ hit: 0, miss: 2, stale: 0, shared: 2 });
  });

  it('keeps a closed answer until its range is touched, and for an hour', async () => {
    const { cache, clock } = open();
    const { load } = counter();
    const ask = (): Promise<{ n: number }> => cache.getOrLoad(closed, load);
    expect(await ask()).toEqual({ n: 1 });
    await cache.invalidate([{ createdAt: clock.now() }, { createdAt: DAY_MS }]);
    await cache.invalidate({ from: DAY_MS, to: 2 * DAY_MS });
    clock.move(HOUR_MS - 1);
    expect(await ask()).toEqual({ n: 1 });
    await cache.invalidate([{ createdAt: DAY_MS - 1 }]);
    expect(await ask()).toEqual({ n: 2 });
    await cache.invalidate({ from: 0, to: Infinity });
    expect(await ask()).toEqual({ n: 3 });
    clock.move(HOUR_MS + 1);
    expect(await ask()).toEqual({ n: 4 });
  });

  it('tells questions and ranges apart', async () => {
    const { cache } = open();
    expect(await cache.getOrLoad({ key: 'a' }, () => Promise.resolve('one'))).toBe('one');
    expect(await cache.getOrLoad({ key: 'b' }, () => Promise.resolve('two'))).toBe('two');
    expect(await cache.getOrLoad(closed, () => Promise.resolve('three'))).toBe('three');
    expect(
      await cache.getOrLoad({ ...closed, range: { from: 0, to: 5 } }, () => Promise.resolve('four')),
    ).toBe('four');
  });

  it('forgets everything at once where it is told so', async () => {
    const { cache } = open();
    const { load } = counter();
    for (let n = 1; n <= 50; n += 2) {
      expect(await cache.getOrLoad({ key: 'a' }, load)).toEqual({ n });
      expect(await cache.getOrLoad(closed, load)).toEqual({ n: n + 1 });
      await cache.invalidate();
    }
  });

  it('keeps no failure', async () => {
    const { cache } = open();
    const failing = cache.getOrLoad({ key: 'a' }, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toMatchObject({ message: 'no' });
    expect(await cache.getOrLoad({ key: 'a' }, () => Promise.resolve(7))).toBe(7);
  });
};

describe('AnswerCache in memory', () => {
  const open = (): { cache: AnswerCache; clock: AnswerModel } => {
    const clock = new AnswerModel();
    return { cache: new AnswerCache(new MemoryCacheStore(BYTES), clock), clock };
  };
  behavesAsACache(open);

  it('keeps no more than it may, and nothing outside', async () => {
    const { cache } = open();
    const large = 'x'.repeat(BYTES / 4);
    const { load } = counter();
    const ask = (key: string): Promise<object> =>
      cache.getOrLoad({ key }, async () => ({ large, ...(await load()) }));
    for (const key of ['a', 'b', 'c', 'b', 'c']) await ask(key);
    expect(await ask('c')).toMatchObject({ n: 3 });
    expect(await ask('a')).toMatchObject({ n: 4 });
    expect(cache.health()).toBeUndefined();
  });

  it('keeps closed answers for a second where others may write unseen', async () => {
    const { clock } = open();
    const cache = new AnswerCache(new MemoryCacheStore(BYTES), clock, false);
    const { load } = counter();
    expect(await cache.getOrLoad(closed, load)).toEqual({ n: 1 });
    expect(await cache.getOrLoad(closed, load)).toEqual({ n: 1 });
    clock.move(1001);
    expect(await cache.getOrLoad(closed, load)).toEqual({ n: 2 });
  });

  it('misses nothing it may not miss, whatever happens', async () => {
    let stale = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyAction(), { minLength: 5, maxLength: 60 }), async (actions) => {
        const { cache, clock } = open();
        await perform(actions, clock, [cache]);
        stale += clock.stale;
        expect(clock.faults).toEqual([]);
      }),
      { numRuns: 200 },
    );
    expect(stale).toBeGreaterThan(0);
  });

  it('computes a hammered question a few times a second while usages arrive', async () => {
    const { cache, clock } = open();
    for (let ms = 0; ms < 2000; ms += 1) {
      await clock.write(cache, 0);
      await clock.ask(cache);
      await clock.ask(cache);
      clock.move(1);
    }
    expect(clock.faults).toEqual([]);
    expect(clock.computed).toBeGreaterThan(35);
    expect(clock.computed).toBeLessThan(50);
  });

  it('begins the next one before a slow answer’s time is over, without anybody waiting', async () => {
    const { cache, clock } = open();
    let land: () => void = () => undefined;
    const load = (): Promise<number> =>
      new Promise((resolve) => {
        land = () => {
          clock.move(100);
          resolve(clock.now());
        };
      });
    const ask = (): Promise<number> => cache.getOrLoad({ key: 'a' }, load);
    const first = ask();
    land();
    const kept = await first;
    clock.move(750);
    expect(await ask()).toBe(kept);
    land();
    await new Promise((turn) => setImmediate(turn));
    expect(await ask()).toBe(kept + 850);
    expect(cache.counts).toEqual({ hit: 2, miss: 1, stale: 0, shared: 0 });
  });
});

const overRedis = (port: number, clock: AnswerModel): AnswerCache =>
  new AnswerCache(new RedisCacheStore(new RedisCircuitBreaker(`redis://127.0.0.1:${port}`), BYTES), clock);

describe('AnswerCache without its Redis', () => {
  it('computes, once for all who ask at the same time', async () => {
    const cache = overRedis(await freePort(), new AnswerModel());
    const counted = counter();
    const ask = (): Promise<{ n: number }> => cache.getOrLoad({ key: 'a' }, counted.load);
    expect(await Promise.all([ask(), ask()])).toEqual([{ n: 1 }, { n: 1 }]);
    const running = ask();
    await sleep(5);
    // Asked after a computation began: that one may miss what was written meanwhile.
    expect(await Promise.all([running, ask(), ask()])).toEqual([{ n: 2 }, { n: 3 }, { n: 3 }]);
    await cache.invalidate();
    await sleep(50);
    expect(cache.health()).toEqual({
      reachable: false,
      detail: 'not reachable; answers come from the database',
    });
    cache.onApplicationShutdown();
  });
});

describeWith('redis-server', 'AnswerCache over Redis', (redisServer) => {
  let redis: RunningProgram;
  let port: number;
  let admin: Redis;
  const open: AnswerCache[] = [];

  const start = (): Promise<RunningProgram> =>
    RunningProgram.start(redisServer, ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], port);
  /** Until an answer is kept, which takes a Redis that is trusted. */
  const settle = async (...caches: AnswerCache[]): Promise<void> => {
    for (const cache of caches) {
      const { range } = closed;
      const probe = (): Promise<number> =>
        cache.getOrLoad({ key: `${Math.random()}`, range }, () => Promise.resolve(0));
      while (cache.counts.hit === 0 || !cache.health()!.reachable) {
        const key = `${Math.random()}`;
        const ask = (): Promise<number> => cache.getOrLoad({ key, range }, () => Promise.resolve(0));
        await ask();
        await ask();
        await sleep(10);
      }
      await probe();
      Object.assign(cache.counts, { hit: 0, miss: 0, stale: 0, shared: 0 });
    }
  };
  const connected = async (clock: AnswerModel): Promise<AnswerCache> => {
    const cache = overRedis(port, clock);
    open.push(cache);
    await settle(cache);
    return cache;
  };

  beforeAll(async () => {
    port = await freePort();
    redis = await start();
    admin = new Redis(port, '127.0.0.1');
    admin.on('error', () => undefined);
  });
  afterEach(() => {
    for (const cache of open.splice(0)) cache.onApplicationShutdown();
  });
  afterAll(async () => {
    admin.disconnect();
    await redis.stop();
  });

  describe('on its own', () => {
    let cache: AnswerCache;
    let clock: AnswerModel;
    beforeEach(async () => {
      clock = new AnswerModel();
      cache = await connected(clock);
      await cache.invalidate();
    });
    behavesAsACache(() => ({ cache, clock }));
  });

  it('shares answers, writes and computations between instances, under one prefix', async () => {
    const clock = new AnswerModel();
    const [one, other] = [await connected(clock), await connected(clock)];
    const { load } = counter();
    const both = (): Promise<object[]> =>
      Promise.all([one, other].map((cache) => cache.getOrLoad(closed, load)));
    expect(await both()).toEqual([{ n: 1 }, { n: 1 }]);
    await other.invalidate([{ createdAt: 5 }]);
    expect(await both()).toEqual([{ n: 2 }, { n: 2 }]);
    expect(await both()).toEqual([{ n: 2 }, { n: 2 }]);
    await one.invalidate();
    expect(await both()).toEqual([{ n: 3 }, { n: 3 }]);
    expect(one.health()).toEqual({ reachable: true, detail: 'connected' });
    const keys = await admin.keys('*');
    expect(keys.filter((key) => !key.startsWith('pattern-usage:'))).toEqual([]);
  });

  it('computes itself where the instance that computes is slow or gone', async () => {
    const cache = await connected(new AnswerModel());
    await admin.flushall();
    await cache.getOrLoad(closed, () => Promise.resolve(1));
    const [answer] = await admin.keys('pattern-usage:answer:*');
    await cache.invalidate();
    await admin.set(`${answer}:lock`, 'another', 'PX', 60_000);
    expect(await cache.getOrLoad(closed, () => Promise.resolve(2))).toBe(2);
    expect(await admin.get(`${answer}:lock`)).toBe('another');
  });

  it('misses nothing it may not miss at either of two instances, flushed in between', async () => {
    const flush: fc.Arbitrary<Action> = fc.constant({
      name: 'flush',
      at: 0,
      run: async () => {
        await admin.flushall();
      },
    });
    const clock = new AnswerModel();
    const caches = [await connected(clock), await connected(clock)];
    const anything = fc.oneof({ weight: 15, arbitrary: anyAction() }, { weight: 1, arbitrary: flush });
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 5, maxLength: 30 }), async (actions) => {
        clock.faults.length = 0;
        await perform(actions, clock, caches);
        expect(clock.faults).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('answers while Redis hangs or is down, and trusts nothing from before afterwards', async () => {
    const clock = new AnswerModel();
    const caches = [await connected(clock), await connected(clock)];
    const range = { from: clock.now() - 9 * DAY_MS, to: clock.now() - DAY_MS };
    const askAll = async (): Promise<void> => {
      for (const cache of caches) {
        await clock.ask(cache, range);
        await clock.ask(cache);
      }
    };
    const writeLate = (cache: AnswerCache): Promise<void> => clock.write(cache, 2 * DAY_MS);
    await askAll();
    redis.signal('SIGSTOP');
    await writeLate(caches[0]!);
    await askAll();
    expect(caches.map((cache) => cache.health()!.reachable)).toEqual([false, false]);
    redis.signal('SIGCONT');
    await settle(...caches);
    await askAll();
    await redis.stop();
    await writeLate(caches[1]!);
    await askAll();
    redis = await start();
    await settle(...caches);
    await askAll();
    const { computed } = clock;
    await clock.ask(caches[0]!, range);
    expect(clock.computed).toBe(computed);
    expect(clock.faults).toEqual([]);
  });
});
