import { Global, Module } from '@nestjs/common';
import type { TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { AnswerCache } from './answer-cache.js';
import { MemoryAnswerCache } from './memory-answer-cache.js';
import { RedisAnswerCache } from './redis-answer-cache.js';

/** The cache of hot answers: Redis where one is configured, else this process. */
@Global()
@Module({
  providers: [
    {
      provide: AnswerCache,
      inject: [TRACKER_CONFIG],
      useFactory: ({ redisUrl }: TrackerConfig): AnswerCache =>
        redisUrl === undefined ? new MemoryAnswerCache() : new RedisAnswerCache(redisUrl),
    },
  ],
  exports: [AnswerCache],
})
export class CacheModule {}
