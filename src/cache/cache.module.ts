import { Global, Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { AnswerCache } from './answer-cache.js';
import { ChangeFeed } from './change-feed.js';
import { MemoryCacheStore } from './memory-cache-store.js';
import { RedisCircuitBreaker } from './redis-circuit-breaker.js';
import { RedisChangeRelay } from './redis-change-relay.js';
import { RedisCacheStore } from './redis-cache-store.js';

/** Hot answers, and news of what changes: by Redis where one is configured, else in this process. */
@Global()
@Module({
  providers: [
    {
      provide: AnswerCache,
      inject: [TRACKER_CONFIG, Clock],
      useFactory: ({ redisUrl, answerCacheMaxBytes, store }: TrackerConfig, clock: Clock): AnswerCache => {
        if (redisUrl !== undefined) {
          return new AnswerCache(
            new RedisCacheStore(new RedisCircuitBreaker(redisUrl), answerCacheMaxBytes),
            clock,
          );
        }
        // Other instances may write to a server, but never to an embedded store.
        const isAlone = store.databaseUrl === undefined || store.databaseUrl === 'memory:';
        return new AnswerCache(new MemoryCacheStore(answerCacheMaxBytes), clock, isAlone);
      },
    },
    {
      provide: ChangeFeed,
      inject: [TRACKER_CONFIG],
      useFactory: ({ redisUrl }: TrackerConfig): ChangeFeed =>
        new ChangeFeed(redisUrl === undefined ? undefined : new RedisChangeRelay(redisUrl)),
    },
  ],
  exports: [AnswerCache, ChangeFeed],
})
export class CacheModule {}
