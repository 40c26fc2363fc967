import { loadConfig } from '../../src/config/config.js';
import { hashedActor } from '../../src/ingestion/kept-actor.js';
import type { UsageRules } from '../../src/ingestion/usage-rules.js';

/** The default rules, with a key of the tests. */
export const USAGE_RULES: UsageRules = {
  ...loadConfig().ingestion,
  keptActor: hashedActor('a key of the tests'),
};
