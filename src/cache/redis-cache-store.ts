import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis, Result } from 'ioredis';
import type {
  CacheStore,
  CacheHealth,
  KeptAnswer,
  LoadedAnswer,
  CacheStorePlace,
  CacheStoreView,
  WriteState,
} from './cache-store.js';
import { JsonAnswer } from './json-answer.js';
import { lifeOf } from './life-of.js';
import { localAnswers } from './local-answers.js';
import type { RedisCircuitBreaker } from './redis-circuit-breaker.js';
import { KEEP, LOOK, TOUCH } from './redis-scripts.js';

/** Whatever the tracker keeps in Redis is under this prefix. */
const PREFIX = 'pattern-usage:';
/** Epoch, generation and touches are one key, so that none of them can be lost alone. */
const STATE = `${PREFIX}state`;

/** A lock whose holder died is free again after this. */
const LOCK_MS = 5000;
/** Who waits longer for another instance computes himself. */
const MAX_WAIT_MS = 2000;
const MIN_PAUSE_MS = 5;
const MAX_PAUSE_MS = 40;

type Look = [
  epoch: string,
  generation: string,
  touched: string,
  keptEpoch: string | null,
  keptGeneration: string,
  began: string,
  costMs: string,
  hash: string,
  body: string | null,
];

declare module 'ioredis' {
  interface RedisCommander<Context> {
    lookUpAnswer(state: string, answer: string, ...args: string[]): Result<Look, Context>;
    keepAnswer(
      answer: string,
      lock: string,
      token: string,
      ...kept: (string | number)[]
    ): Result<null, Context>;
    touchAnswers(state: string, ...spans: string[]): Result<null, Context>;
  }
}

/**
 * The answers that several instances share. Each remembers the bodies it had last, so that Redis
 * sends one only when it is new.
 *
 * An instance that could not note a write begins a new epoch before it trusts Redis again, and so it
 * does after each connection: Redis may have come back from an older copy of itself. While it is cut
 * off from a Redis that others still reach, they may miss its late usages in closed answers.
 */
export class RedisCacheStore implements CacheStore {
  private readonly bodies;
  /** Writes that Redis may not know of; 0 where it is to be trusted. */
  private missed = 1;

  constructor(
    private readonly redis: RedisCircuitBreaker,
    maxBytes: number,
  ) {
    this.bodies = localAnswers(maxBytes);
    redis.define('lookUpAnswer', { numberOfKeys: 2, lua: LOOK });
    redis.define('keepAnswer', { numberOfKeys: 2, lua: KEEP });
    redis.define('touchAnswers', { numberOfKeys: 1, lua: TOUCH });
    redis.onLost(() => (this.missed += 1));
  }

  async look({ name, spans }: CacheStorePlace): Promise<CacheStoreView | undefined> {
    const known = this.bodies.get(name);
    const hash = known?.answer.hash ?? '';
    const found = await this.ask((redis) =>
      redis.lookUpAnswer(STATE, answerKey(name), randomUUID(), hash, ...spans),
    );
    if (!found) return undefined;
    const view = { epoch: found[0], generation: Number(found[1]), touched: Number(found[2]) };
    const [, , , epoch, generation, began, costMs, , body] = found;
    if (epoch === null) return { ...view, kept: undefined };
    const answer = body === null ? known!.answer : JsonAnswer.ofText(body);
    const kept: KeptAnswer = {
      epoch,
      generation: Number(generation),
      began: Number(began),
      costMs: Number(costMs),
      answer,
    };
    if (body !== null) this.bodies.set(name, kept);
    return { ...view, kept };
  }

  async loadOnce(
    place: CacheStorePlace,
    state: WriteState,
    accepts: (view: CacheStoreView) => boolean,
    load: (state: WriteState) => Promise<KeptAnswer>,
  ): Promise<LoadedAnswer> {
    const token = randomUUID();
    const lock = `${answerKey(place.name)}:lock`;
    const longest = performance.now() + MAX_WAIT_MS;
    for (let pause = MIN_PAUSE_MS; ; pause = Math.min(2 * pause, MAX_PAUSE_MS)) {
      const claimed = await this.ask((redis) => redis.set(lock, token, 'PX', LOCK_MS, 'NX'));
      // Another one may have kept it, and gone, since this one looked.
      const view = claimed === undefined ? undefined : await this.look(place);
      if (view?.kept && accepts(view)) {
        if (claimed) await this.ask((redis) => redis.keepAnswer(answerKey(place.name), lock, token));
        return { kept: view.kept, shared: true };
      }
      if (!view || claimed || performance.now() > longest) {
        const kept = await this.loadAndKeep(place, lock, token, () => load(view ?? state));
        return { kept, shared: false };
      }
      await sleep(pause);
    }
  }

  async touch(spans: readonly string[]): Promise<void> {
    const noted = await this.ask((redis) => redis.touchAnswers(STATE, ...spans));
    if (noted === undefined) this.missed += 1;
  }

  async forget(): Promise<void> {
    this.missed += 1;
    await this.ask(() => Promise.resolve(true));
  }

  health(): CacheHealth {
    return this.redis.isUsable
      ? { reachable: true, detail: 'connected' }
      : { reachable: false, detail: 'not reachable; answers come from the database' };
  }

  close(): void {
    this.redis.close();
  }

  private async loadAndKeep(
    { name, keepMs }: CacheStorePlace,
    lock: string,
    token: string,
    load: () => Promise<KeptAnswer>,
  ): Promise<KeptAnswer> {
    let kept: KeptAnswer;
    try {
      kept = await load();
    } catch (error) {
      await this.ask((redis) => redis.keepAnswer(answerKey(name), lock, token));
      throw error;
    }
    this.bodies.set(name, kept);
    const { epoch, generation, began, costMs, answer } = kept;
    const fields = [epoch, generation, began, costMs, answer.hash, answer.body.toString()];
    const left = Math.floor(lifeOf(keepMs, costMs) - costMs);
    await this.ask((redis) =>
      redis.keepAnswer(answerKey(name), lock, token, ...(left > 0 ? [left, ...fields] : [])),
    );
    return kept;
  }

  /** Asks Redis once it is to be trusted. */
  private async ask<T>(command: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    for (let { missed } = this; missed > 0; { missed } = this) {
      if ((await this.redis.ask((redis) => redis.del(STATE))) === undefined) return undefined;
      if (this.missed === missed) this.missed = 0;
    }
    return this.redis.ask(command);
  }
}

const answerKey = (name: string): string =>
  `${PREFIX}answer:${createHash('sha256').update(name).digest('base64url')}`;
