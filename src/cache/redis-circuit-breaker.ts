import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';

/** A command that takes longer is given up, and Redis is left alone for a while. */
const PATIENCE_MS = 250;
const REST_MS = 1000;

/** A Redis that may be away: then nobody waits for it, and one warning says so. */
export class RedisCircuitBreaker {
  private readonly logger = new Logger('Cache');
  private readonly redis: Redis;
  private restsUntil = 0;
  private isDown = false;

  /**
   * @param url `redis://` or `rediss://`; a number as its path chooses the database.
   * @param consequence what it means that Redis is away, for the log.
   */
  constructor(
    url: string,
    private readonly consequence = 'answers come from the database',
  ) {
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

  get isUsable(): boolean {
    return !this.isDown;
  }

  define(name: string, script: { readonly numberOfKeys: number; readonly lua: string }): void {
    this.redis.defineCommand(name, script);
  }

  /** Calls back whenever a connection is lost, before there is another. */
  onLost(react: () => void): void {
    this.redis.on('close', react);
  }

  /** The command's answer, or undefined where Redis does not answer now. */
  async ask<T>(command: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    if (this.redis.status !== 'ready' || performance.now() < this.restsUntil) return undefined;
    try {
      const answer = await command(this.redis);
      this.comeUp();
      return answer;
    } catch (error) {
      this.restsUntil = performance.now() + REST_MS;
      this.goDown(error as Error);
      return undefined;
    }
  }

  close(): void {
    this.redis.disconnect();
  }

  /** Said once, not at every command. */
  private goDown(error: Error): void {
    if (this.isDown) return;
    this.isDown = true;
    this.logger.warn(`Redis is not usable, ${this.consequence}: ${error.message}`);
  }

  private comeUp(): void {
    if (!this.isDown) return;
    this.isDown = false;
    this.logger.log('Redis is usable again.');
  }
}
