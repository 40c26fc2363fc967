import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { UpkeepRepository } from '../../src/store/jobs/upkeep.repository.js';
import { jobContext } from '../support/job-context.js';
import { openTestStore, type TestStore } from '../support/test-store.js';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

it('makes room where much was deleted, and leaves alone what is tidy', async () => {
  const size = async (): Promise<number> => {
    const [row] = await test.store.query<{ size: string }[]>(
      "SELECT pg_relation_size('rollup_invalidation') AS size",
    );
    return Number(row!.size);
  };
  await test.store.query(
    `INSERT INTO rollup_invalidation (level, bucket)
     SELECT 'hour', TIMESTAMPTZ '2026-01-01' + place * INTERVAL '1 hour' FROM generate_series(1, 20000) AS place`,
  );
  await test.store.query('DELETE FROM rollup_invalidation');
  expect(await size()).toBeGreaterThan(1_000_000);
  const upkeep = new UpkeepRepository(test.store);
  const due = await upkeep.vacuum(jobContext());
  expect(due).toBeGreaterThan(0);
  expect(await size()).toBe(0);
  expect(await upkeep.vacuum(jobContext())).toBe(0);
});
