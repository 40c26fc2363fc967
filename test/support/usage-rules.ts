import { loadConfig } from '../../src/config/config.js';
import { hashedActor } from '../../src/ingestion/kept-actor.js';
import type { UsageRules } from '../../src/ingestion/usage-rules.js';

const hashed = hashedActor('a key of the tests');

/** The default rules, with a key of the tests. */
export const USAGE_RULES: UsageRules = { ...loadConfig().ingestion, keptActor: hashed, hashed };
