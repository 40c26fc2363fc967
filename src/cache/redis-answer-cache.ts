import { createHash, randomUUID } from 'node:crypto';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { AnswerCache, type CacheHealth } from './answer-cache.js';
import { SingleFlight } from './single-flight.js';

const GENERATION = 'pattern-usage:generation';

/** A command that takes longer is given up, and Redis is left alone for a while. */
const PATIENCE_MS = 250;
const REST_MS = 1000;

interface Entry {
  readonly generation: string;
  readonly answer: unknown;
}

/**
 * The cache that several instances share. Every acknowledged write sets a new generation, and an
 * answer counts only under the generation that was read before it was computed. While Redis is away
 * answers are computed; an instance that still reaches it may then miss the others' writes for as
 * long as an answer is kept.
 */
export class RedisAnswerCache extends AnswerCache implements OnApplicationShutdown {
  private readonly logger = new Logger('Cache');
  private readonly redis: Redis;
  private readonly flights = new SingleFlight();
  private restsUntil = 0;
  private isDown = false;

  /** @param url `redis://` or `rediss://`; a number as its path chooses the database. */
  constructor(url: string) {
    super();
    this.redis = new Redis(url, {
      commandTimeout: PATIENCE_MS,
      connectTimeout: 5000,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
    });
    this.redis.on('error', (error: Error) => this.goDown(error));
    this.redis.on('ready', () => this.comeUp());
  }

  async getOrLoad<T>(key: string, ttlMs: number, load: () => Promise<T>): Promise<T> {
    const name = `pattern-usage:answer:${createHash('sha256').update(key).digest('base64url')}`;
    const found = await this.ask(() => this.redis.mget(GENERATION, name));
    if (!found) return this.flights.run(`? ${key}`, load);
    const generation = found[0] ?? '';
    const entry = found[1] == null ? undefined : (JSON.parse(found[1]) as Entry);
    if (entry?.generation === generation) return entry.answer as T;
    return this.flights.run(`${generation} ${key}`, async () => {
      const answer = await load();
      const value = JSON.stringify({ generation, answer } satisfies Entry);
      await this.ask(() => this.redis.set(name, value, 'PX', ttlMs));
      return answer;
    });
  }

  async invalidate(): Promise<void> {
    await this.ask(() => this.redis.set(GENERATION, randomUUID()));
  }

  health(): CacheHealth {
    return this.isDown
      ? { reachable: false, detail: 'not reachable; answers come from the database' }
      : { reachable: true, detail: 'connected' };
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  /** The command's answer, or undefined where Redis does not answer now. */
  private async ask<T>(command: () => Promise<T>): Promise<T | undefined> {
    if (this.redis.status !== 'ready' || performance.now() < this.restsUntil) return undefined;
    try {
      const answer = await command();
      this.comeUp();
      return answer;
    } catch (error) {
      this.restsUntil = performance.now() + REST_MS;
      this.goDown(error as Error);
      return undefined;
    }
  }

  /** Said once, not at every command. */
  private goDown(error: Error): void {
    if (this.isDown) return;
    this.isDown = true;
    this.logger.warn(`Redis is not usable, answers come from the database: ${error.message}`);
  }

  private comeUp(): void {
    if (!this.isDown) return;
    this.isDown = false;
    this.logger.log('Redis is usable again.');
  }
}
