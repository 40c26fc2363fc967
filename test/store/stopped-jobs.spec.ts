import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { BackgroundJobs, JobList } from '../../src/jobs/index.js';
import { JobRunner } from '../../src/jobs/job-runner.js';
import { JobRepository } from '../../src/store/jobs/job.repository.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { doAs, StoreWork } from '../../src/store/connection/turns/store-work.js';
import { openHttpApp } from '../support/http-app.js';

const DAY = 86_400_000;

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await openHttpApp({ RETENTION_RAW_DAYS: 3650, CHUNK_INTERVAL_DAYS: 1, COLUMNSTORE_AFTER_DAYS: 30 });
  // They run here alone.
  await app.get(BackgroundJobs, { strict: false }).beforeApplicationShutdown();
  const usages = Array.from({ length: 400 }, (_, index) => ({
    pattern_id: `${index % 2}1111111-1111-4111-8111-111111111111`,
    correlation_id: `${(index >> 1) % 9}1111111-1111-4111-8111-111111111111`,
    // A hundred days of chunks.
    created_at: new Date(Date.now() - (index / 4) * DAY).toISOString(),
    outcome: 'success',
  }));
  await request(app.getHttpServer()).post('/api/pattern-analytics/usage/batch').send(usages).expect(200);
});
afterAll(() => app.close());

/** Work that is told to stop at the end of one of its turns on the store, counted from 1. */
const stoppedAfter = (last: number): { work: StoreWork; stopping: AbortController; turns: () => number } => {
  const stopping = new AbortController();
  const work = new StoreWork('job', stopping.signal);
  let [turns, spent] = [0, 0];
  // Noted at the end of each turn.
  Object.defineProperty(work, 'spentMs', {
    get: () => spent,
    set: (ms: number) => {
      spent = ms;
      turns += 1;
      if (turns === last) stopping.abort();
    },
  });
  return { work, stopping, turns: () => turns };
};

it.each([1, 2, 3, 5, 8])('a job of any kind that is stopped after turn %i has no other one', async (last) => {
  const runner = app.get(JobRunner, { strict: false });
  const others = new JobRepository(app.get(TrackerDataSource, { strict: false }));
  for (const { name, work } of app.get(JobList, { strict: false }).jobs) {
    const { work: turn, stopping, turns } = stoppedAfter(last);
    await doAs(turn, () => runner.run(name, work, 0, stopping.signal));
    expect([name, turns()]).toEqual([name, Math.min(last, turns())]);
    // It is given back.
    expect(await others.take(name, 1000)).toBe(true);
    await others.release(name);
  }
});
