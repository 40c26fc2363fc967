import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerCache } from '../../src/cache/answer-cache.js';
import { MemoryAnswerCache } from '../../src/cache/memory-answer-cache.js';
import { RedisAnswerCache } from '../../src/cache/redis-answer-cache.js';
import { freePort } from '../support/port.js';
import { describeWith } from '../support/programs.js';
import { RunningProgram } from '../support/running.js';

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

beforeAll(() => Logger.overrideLogger(false));

const behavesAsACache = (open: () => AnswerCache): void => {
  it('computes once for all who ask at the same time, and keeps the answer for its time', async () => {
    const cache = open();
    const { load } = counter();
    const ask = (): Promise<{ n: number }> => cache.getOrLoad('a', 1000, load);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
    expect(await ask()).toEqual({ n: 1 });
    await sleep(1100);
    expect(await ask()).toEqual({ n: 2 });
  });

  it('tells questions apart', async () => {
    const cache = open();
    expect(await cache.getOrLoad('a', 1000, () => Promise.resolve('one'))).toBe('one');
    expect(await cache.getOrLoad('b', 1000, () => Promise.resolve('two'))).toBe('two');
  });

  it('forgets at a write, and keeps nothing that was being computed then', async () => {
    const cache = open();
    const { load } = counter();
    const early = cache.getOrLoad('a', 10_000, load);
    await sleep(10);
    await cache.invalidate();
    const late = cache.getOrLoad('a', 10_000, load);
    expect(await early).toEqual({ n: 1 });
    expect(await late).toEqual({ n: 2 });
    expect(await cache.getOrLoad('a', 10_000, load)).toEqual({ n: 2 });
  });

  it('keeps no failure', async () => {
    const cache = open();
    await expect(cache.getOrLoad('a', 1000, () => Promise.reject(new Error('no')))).rejects.toMatchObject({
      message: 'no',
    });
    expect(await cache.getOrLoad('a', 1000, () => Promise.resolve(7))).toBe(7);
  });
};

describe('MemoryAnswerCache', () => {
  behavesAsACache(() => new MemoryAnswerCache());

  it('keeps no more answers than it may', async () => {
    const cache = new MemoryAnswerCache(2);
    const { load } = counter();
    for (const key of ['a', 'b', 'c', 'b', 'c']) await cache.getOrLoad(key, 10_000, load);
    expect(await cache.getOrLoad('a', 10_000, load)).toEqual({ n: 4 });
  });

  it('has nothing outside to lose', () => {
    expect(new MemoryAnswerCache().health()).toBeUndefined();
  });
});

describe('RedisAnswerCache without Redis', () => {
  it('computes, once for all who ask at the same time', async () => {
    const cache = new RedisAnswerCache(`redis://127.0.0.1:${await freePort()}`);
    const counted = counter();
    const ask = (): Promise<{ n: number }> => cache.getOrLoad('a', 1000, counted.load);
    expect(await Promise.all([ask(), ask()])).toEqual([{ n: 1 }, { n: 1 }]);
    expect(await ask()).toEqual({ n: 2 });
    await cache.invalidate();
    await sleep(50);
    expect(cache.health()).toEqual({
      reachable: false,
      detail: 'not reachable; answers come from the database',
    });
    cache.onApplicationShutdown();
  });
});

describeWith('redis-server', 'RedisAnswerCache', (redisServer) => {
  let redis: RunningProgram;
  let port: number;
  const open: RedisAnswerCache[] = [];

  const start = (): Promise<RunningProgram> =>
    RunningProgram.start(redisServer, ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], port);
  const connected = async (): Promise<RedisAnswerCache> => {
    const cache = new RedisAnswerCache(`redis://127.0.0.1:${port}`);
    open.push(cache);
    const ready = (): Promise<number> =>
      cache.getOrLoad('ready', 10_000, () => Promise.resolve(Math.random()));
    while ((await ready()) !== (await ready())) {
      await sleep(10);
    }
    return cache;
  };

  beforeAll(async () => {
    port = await freePort();
    redis = await start();
  });
  afterEach(() => {
    for (const cache of open.splice(0)) cache.onApplicationShutdown();
  });
  afterAll(() => redis.stop());

  describe('on its own', () => {
    let cache: RedisAnswerCache;
    beforeEach(async () => {
      cache = await connected();
      await cache.invalidate();
    });
    behavesAsACache(() => cache);
  });

  it('shares answers and writes between instances', async () => {
    const [one, other] = [await connected(), await connected()];
    await one.invalidate();
    expect(await one.getOrLoad('a', 10_000, () => Promise.resolve({ from: 'one' }))).toEqual({ from: 'one' });
    const fromOther = (): Promise<object> =>
      other.getOrLoad('a', 10_000, () => Promise.resolve({ from: 'other' }));
    expect(await fromOther()).toEqual({ from: 'one' });
    await one.invalidate();
    expect(await fromOther()).toEqual({ from: 'other' });
    expect(one.health()).toEqual({ reachable: true, detail: 'connected' });
  });

  it('computes while Redis hangs or is down, and uses it again afterwards', async () => {
    const cache = await connected();
    await cache.invalidate();
    redis.signal('SIGSTOP');
    const counted = counter();
    expect(await cache.getOrLoad('a', 60_000, counted.load)).toEqual({ n: 1 });
    // Given up once, then left alone: the second answer does not wait for it.
    expect(await cache.getOrLoad('a', 60_000, counted.load)).toEqual({ n: 2 });
    await cache.invalidate();
    expect(cache.health().reachable).toBe(false);
    redis.signal('SIGCONT');
    await redis.stop();
    expect(await cache.getOrLoad('a', 60_000, counted.load)).toEqual({ n: 3 });
    redis = await start();
    while (!cache.health().reachable) await sleep(50);
    await sleep(1000);
    expect(await cache.getOrLoad('a', 60_000, counted.load)).toEqual({ n: 4 });
    expect(await cache.getOrLoad('a', 60_000, counted.load)).toEqual({ n: 4 });
  });
});
