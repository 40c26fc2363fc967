import type { FactoryProvider } from '@nestjs/common';
import type { IngestionConfig, TrackerConfig } from '../config/config.js';
import { TRACKER_CONFIG } from '../config/tracker-config.token.js';
import { ActorKeyRepository } from '../store/usages/actor-key.repository.js';
import { hashedActor, type KeptActor, plainActor } from './kept-actor.js';

/** What a usage is measured against, and what is kept of who used the pattern. */
export interface UsageRules extends IngestionConfig {
  readonly keptActor: KeptActor;
  /** A keyed hash of a text, by which it can be told from others and not read. */
  readonly hashed: KeptActor;
}

export const USAGE_RULES = Symbol('usage rules');

/** The rules by the configuration; the key that the store keeps is read, or made, before anything is taken. */
export const usageRules: FactoryProvider<UsageRules> = {
  provide: USAGE_RULES,
  inject: [TRACKER_CONFIG, ActorKeyRepository],
  useFactory: async ({ ingestion, actors }: TrackerConfig, keys: ActorKeyRepository) => {
    const hashed = hashedActor(actors.key ?? (await keys.key()));
    return { ...ingestion, hashed, keptActor: actors.mode === 'plain' ? plainActor : hashed };
  },
};
