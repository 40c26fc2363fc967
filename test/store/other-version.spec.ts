import { expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { MIGRATIONS_TABLE } from '../../src/store/connection/migrate-store.js';
import { openStore } from '../../src/store/connection/open-store.js';
import { scratchStore } from '../support/scratch-store.js';

// As one of before the first release has it, and as a newer one.
it.each(['CreateUsageMinute1764000000003', 'AddSomething1999000000001'])(
  'refuses a store that a version made which has the step %s, and says what to do',
  async (step) => {
    const scratch = await scratchStore();
    const config = loadConfig(scratch.settings).store;
    try {
      const store = await openStore(config);
      await store.query(`INSERT INTO ${MIGRATIONS_TABLE} (timestamp, name) VALUES (1, $1)`, [step]);
      await store.destroy();
      await expect(openStore(config)).rejects.toThrow(
        `The store was made by another version of the tracker (its step ${step} is not known here): open it with that version, export the usages, and import them into an empty store.`,
      );
    } finally {
      await scratch.remove();
    }
  },
);
