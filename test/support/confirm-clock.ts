import type { TestStore } from './test-store.js';

/** Lets retention go by this time (milliseconds): of itself it waits until the clock has run for a day. */
export const confirmClock = async ({ store }: Pick<TestStore, 'store'>, now = Date.now()): Promise<void> => {
  await store.query(
    `INSERT INTO retention_clock (latest, confirmed) VALUES ($1, $1)
     ON CONFLICT (id) DO UPDATE SET latest = excluded.latest, confirmed = excluded.confirmed`,
    [new Date(now)],
  );
};
