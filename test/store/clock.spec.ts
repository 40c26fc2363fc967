import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JobRepository } from '../../src/store/jobs/job.repository.js';
import { buildUsage } from '../support/build-usage.js';
import { jobContext } from '../support/job-context.js';
import { clearStore, openTestStore, type TestStore } from '../support/test-store.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEAR = 365 * 24 * HOUR;

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

const step = fc.record({
  /** How far the clock of whoever refreshes is from that of the writes. */
  ahead: fc.constantFrom(0, 0, 5 * MINUTE, HOUR, 30 * HOUR, YEAR),
  usages: fc.array(fc.integer({ min: -2 * HOUR, max: 4 * MINUTE }), { maxLength: 3 }),
  job: fc.constantFrom('advance', 'catch up', 'both'),
});

describe('a clock that is set ahead and back, again and again', () => {
  it('leaves every usage in the answers', async () => {
    const clock = test.rollups.now.bind(test.rollups);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
        await clearStore(test);
        let recorded = 0;
        for (const { ahead, usages, job } of steps) {
          test.rollups.now = async (connection) => (await clock(connection)) + ahead;
          if (job !== 'catch up') await test.refresh.advance();
          if (job !== 'advance') await test.refresh.catchUp();
          const now = Date.now();
          await test.writer.record(usages.map((offset) => buildUsage({ createdAt: now + offset })));
          recorded += usages.length;
          for (const keys of [[], ['pattern']] as const) {
            const rows = await test.reader.aggregate({
              slices: [{ from: now - 100 * HOUR, to: now + HOUR }],
              measures: ['usages'],
              keys,
            });
            expect(rows.reduce((sum, { usages: count }) => sum + count!, 0)).toBe(recorded);
          }
        }
      }),
      { numRuns: Number(process.env['EXACTNESS_RUNS'] ?? 12) },
    );
    test.rollups.now = clock;
  }, 240_000);

  it('takes watermarks back that are ahead of it, and trusts them again as it goes on', async () => {
    await clearStore(test);
    const clock = test.rollups.now.bind(test.rollups);
    await test.writer.record([buildUsage({ createdAt: Date.now() - HOUR })]);
    test.rollups.now = async (connection) => (await clock(connection)) + YEAR;
    await test.refresh.advance(jobContext());
    expect((await test.rollups.trusted('minute'))!.to).toBeGreaterThan(Date.now() + YEAR / 2);
    test.rollups.now = clock;
    await test.refresh.advance(jobContext());
    for (const level of ['minute', 'hour', 'day', 'week'] as const) {
      const { from, to } = (await test.rollups.trusted(level))!;
      expect(to).toBeLessThanOrEqual(Date.now());
      expect(from).toBeLessThanOrEqual(to);
    }
  });

  it('lets a job run whose last end or lease is in the future', async () => {
    const jobs = new JobRepository(test.store);
    await jobs.take('hourly', 20_000);
    await jobs.finish('hourly', 1, null);
    await test.store.query(
      `UPDATE job_run SET finished_at = now() + INTERVAL '50 minutes', holder = gen_random_uuid(),
         held_until = now() + INTERVAL '1 year' WHERE name = 'hourly'`,
    );
    expect(await jobs.dueIn('hourly', HOUR)).toBe(0);
    expect(await jobs.take('hourly', 20_000, HOUR)).toBe(true);
  });
});
