import type { DataSource } from 'typeorm';
import { withSetupLock } from '../connection/migrate-store.js';

/**
 * Indexes the text that patterns are found by. No migration: a database may get the extension long
 * after its schema.
 */
export const indexTrigrams = (store: DataSource): Promise<void> =>
  withSetupLock(store, async (runner) => {
    await runner.query(`
      CREATE INDEX IF NOT EXISTS idx_patterns_trigrams ON patterns
        USING gin (pattern_search_text(name, tags, description) gin_trgm_ops)`);
  });
