import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/jobs/job-runner.js';
import { JobRepository } from '../../src/store/jobs/job.repository.js';
import { openTestStore, type TestStore } from '../support/test-store.js';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

describe('a job', () => {
  it('is run by one instance at a time', async () => {
    const [one, other] = [new JobRepository(test.store), new JobRepository(test.store)];
    expect(await one.take('sweep', 60_000)).toBe(true);
    expect(await other.take('sweep', 60_000)).toBe(false);
    // Whoever has it may have it again: its last run may have been cut off.
    expect(await one.take('sweep', 60_000)).toBe(true);
    await other.finish('sweep', 1, 'not mine');
    await one.finish('sweep', 12.4, null);
    expect(await one.list()).toMatchObject([{ name: 'sweep', duration_ms: 12, error: null }]);
    expect(await other.take('sweep', 60_000)).toBe(true);
    await other.finish('sweep', 1, null);
  });

  it('is free again when its instance is gone', async () => {
    const [dead, other] = [new JobRepository(test.store), new JobRepository(test.store)];
    expect(await dead.take('lost', 0)).toBe(true);
    expect(await other.take('lost', 60_000)).toBe(true);
  });

  it('stays with the instance that says it still works', async () => {
    const [busy, other] = [new JobRepository(test.store), new JobRepository(test.store)];
    expect(await busy.take('long', 0)).toBe(true);
    await busy.renew('long', 60_000);
    expect(await other.take('long', 60_000)).toBe(false);
    await busy.finish('long', 1, null);
    // What was given back is not taken again by a late word.
    await busy.renew('long', 60_000);
    expect(await other.take('long', 60_000)).toBe(true);
  });

  it('is due by when any instance last ended it, however long none ran', async () => {
    const [one, other] = [new JobRepository(test.store), new JobRepository(test.store)];
    expect(await one.dueIn('hourly', 3_600_000)).toBe(0);
    expect(await one.take('hourly', 60_000, 3_600_000)).toBe(true);
    await one.finish('hourly', 1, null);
    expect(await other.take('hourly', 60_000, 3_600_000)).toBe(false);
    const wait = await other.dueIn('hourly', 3_600_000);
    expect(wait).toBeGreaterThan(3_000_000);
    expect(wait).toBeLessThanOrEqual(3_600_000);
    await test.store.query(
      `UPDATE job_run SET finished_at = finished_at - INTERVAL '3 hours' WHERE name = 'hourly'`,
    );
    expect(await other.dueIn('hourly', 3_600_000)).toBe(0);
    expect(await other.take('hourly', 60_000, 3_600_000)).toBe(true);
    await other.finish('hourly', 1, null);
  });

  it('notes its failure and is not lost by it', async () => {
    const jobs = new JobRepository(test.store);
    const runner = new JobRunner(jobs);
    let runs = 0;
    const work = (fails: boolean) => (): Promise<void> => {
      runs += 1;
      return fails ? Promise.reject(new Error('disk full')) : Promise.resolve();
    };
    const errorOf = async (): Promise<string | null> =>
      (await jobs.list()).find(({ name }) => name === 'fragile')!.error;
    await runner.run('fragile', work(true));
    expect(await errorOf()).toBe('disk full');
    await runner.run('fragile', work(false));
    expect(await errorOf()).toBeNull();
    expect(runs).toBe(2);
    await new JobRepository(test.store).take('fragile', 20_000);
    await runner.run('fragile', work(false));
    expect(runs).toBe(2);
  });
});
