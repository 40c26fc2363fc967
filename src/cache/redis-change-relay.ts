import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { Change, ChangeListener } from './change.js';
import { RedisCircuitBreaker } from './redis-circuit-breaker.js';

/** What changes is told to other instances this often, all of it in one message. */
const PAUSE_MS = 150;

interface Message {
  readonly from: string;
  readonly changes: readonly Change[];
  /** Whether the sender could not tell what changed before. */
  readonly isGap: boolean;
}

/**
 * Tells other instances over Redis what changed here, and the other way round. Nothing is kept for
 * who is away: who comes back is told that there was a gap, and reads the database again.
 */
export class RedisChangeRelay {
  private readonly logger = new Logger('Live');
  private readonly instance = randomUUID();
  private readonly publisher: RedisCircuitBreaker;
  private readonly channel: string;
  private subscriber: Redis | undefined;
  private waiting: Change[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isGap = false;

  constructor(private readonly url: string) {
    // Channels are shared by all databases of a Redis.
    this.channel = `pattern-usage:changes:${new URL(url).pathname.slice(1) || '0'}`;
    this.publisher = new RedisCircuitBreaker(url, 'other instances learn later of what changes here');
  }

  send(change: Change): void {
    this.waiting.push(change);
    this.timer ??= setTimeout(() => void this.flush(), PAUSE_MS).unref();
  }

  /** Passes on what other instances tell; to be called once. */
  receive(listener: ChangeListener): void {
    const subscriber = new Redis(this.url, {
      autoResubscribe: false,
      connectTimeout: 5000,
      // Who only listens would not notice that the other end is gone.
      keepAlive: 30_000,
      maxRetriesPerRequest: null,
      retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
    });
    this.subscriber = subscriber;
    // The publisher says that Redis is away; both have the same.
    subscriber.on('error', () => undefined);
    subscriber.on('ready', () => {
      subscriber.subscribe(this.channel).then(
        () => listener.onGap(),
        () => undefined,
      );
    });
    subscriber.on('message', (_, text) => this.take(text, listener));
  }

  async close(): Promise<void> {
    this.subscriber?.disconnect();
    await this.flush();
    this.publisher.close();
  }

  private async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const changes = this.waiting;
    if (changes.length === 0) return;
    this.waiting = [];
    const message: Message = { from: this.instance, changes, isGap: this.isGap };
    this.isGap = false;
    const heard = await this.publisher.ask((redis) => redis.publish(this.channel, JSON.stringify(message)));
    if (heard === undefined) this.isGap = true;
  }

  private take(text: string, { onChange, onGap }: ChangeListener): void {
    try {
      const { from, changes, isGap } = JSON.parse(text) as Message;
      if (from === this.instance) return;
      for (const change of changes) onChange(change);
      if (isGap) onGap();
    } catch (error) {
      this.logger.warn(`A message of another instance could not be read: ${String(error)}`);
    }
  }
}
