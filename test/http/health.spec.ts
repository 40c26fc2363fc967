import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { BackgroundJobs } from '../../src/jobs/background-jobs.js';
import { JobRepository } from '../../src/store/jobs/job.repository.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
const hasWorkers = (): boolean =>
  app.get(TrackerDataSource, { strict: false }).capabilities.hasBackgroundWorkers;

beforeAll(async () => {
  app = await openHttpApp(
    {
      ASSESSMENT_SECONDS: 0,
      CORS_ORIGINS: 'https://dash.example.org',
    },
    { withoutRollups: true },
  );
});
afterAll(() => app.close());

describe('health', () => {
  it.each(['/health', `${API}/health`])('%s tells of each component', async (path) => {
    const { body } = await api().get(path).expect(200);
    expect(body).toMatchObject({
      status: 'healthy',
      components: {
        database: { status: 'healthy', detail: expect.stringMatching(/^answered in \d+ ms$/) },
        jobs: {
          status: 'healthy',
          detail: expect.stringMatching(/assess patterns is off, as ASSESSMENT_SECONDS is 0$/),
        },
      },
    });
  });

  it('lists what a setting keeps from running, and the answers made of it say so', async () => {
    expect((await api().get(`${API}/jobs`).expect(200)).body.switched_off).toEqual([
      {
        name: 'assess patterns',
        about: expect.any(String),
        reason: 'It does not run, as ASSESSMENT_SECONDS is 0.',
      },
    ]);
    const notice = expect.stringMatching(
      /^As ASSESSMENT_SECONDS is 0, it is not computed anew which patterns /,
    );
    const id = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
    await api().put(`${API}/patterns/${id}`).send({ name: 'Known' }).expect(200);
    for (const path of ['recommendations', `patterns/${id}/recommendation`]) {
      expect((await api().get(`${API}/${path}`).expect(200)).body).toMatchObject({ notice });
    }
    // This one is not kept from running.
    expect((await api().get(`${API}/relationships`).expect(200)).body).toMatchObject({ notice: null });
  });

  it('has a probe for the process and one for the store', async () => {
    for (const path of ['/health/live', '/health/ready', `${API}/health/ready`]) {
      expect((await api().get(path).expect(200)).body).toEqual({ status: 'ok' });
    }
  });

  it('lists the jobs with their schedule and how they last went', async () => {
    const jobs = app.get(JobRepository, { strict: false });
    const list = async (): Promise<{ readonly name: string }[]> =>
      (await api().get(`${API}/jobs`).expect(200)).body.jobs;
    await jobs.take('count co-usage', 60_000);
    await jobs.finish('count co-usage', 12.4, 'disk full');
    const found = await list();
    // The rollups' jobs are taken out here.
    expect(found).toEqual([
      expect.objectContaining({
        name: 'drop expired data',
        about: 'Drops, where all that is built of it is computed, minutes after 9 days.',
      }),
      expect.objectContaining({
        name: 'fill the columnstore',
        about: 'Moves usages and the rollups by pattern to the columnstore after 90 days.',
      }),
      {
        name: 'count co-usage',
        about: expect.any(String),
        every_ms: 60_000,
        last_started_at: expect.any(String),
        last_finished_at: expect.any(String),
        last_duration_ms: 12,
        last_error: 'disk full',
        next_due_at: expect.any(String),
      },
      expect.objectContaining({ name: 'prune ingestion counts', every_ms: 3_600_000 }),
      expect.objectContaining({ name: 'apply evaluations', every_ms: 60_000 }),
      expect.objectContaining({ name: 'forget telemetry', every_ms: 3_600_000 }),
      expect.objectContaining({ name: 'put chunks together', every_ms: 60_000 }),
      // A server's own processes do that.
      ...(hasWorkers()
        ? []
        : [
            expect.objectContaining({ name: 'vacuum tables', every_ms: 600_000 }),
            expect.objectContaining({ name: 'checkpoint' }),
          ]),
    ]);
    const [job] = found.filter(({ name }) => name === 'count co-usage') as {
      last_finished_at: string;
      next_due_at: string;
      name: string;
    }[];
    expect(Date.parse(job!.next_due_at) - Date.parse(job!.last_finished_at)).toBe(60_000);
    await jobs.take('count co-usage', 60_000);
    await jobs.finish('count co-usage', 12.4, null);
  });

  it('is degraded by a job that failed, says why, and is healthy once it ran', async () => {
    const jobs = app.get(JobRepository, { strict: false });
    await jobs.take('count co-usage', 60_000);
    await jobs.finish('count co-usage', 12, 'out of memory');
    // A job that no longer exists.
    await jobs.take('policy 1000', 60_000);
    await jobs.finish('policy 1000', 12, 'gone');
    const { body } = await api().get('/health').expect(200);
    expect(body.status).toBe('degraded');
    expect(body.components.jobs.detail).toMatch(/^count co-usage: out of memory; assess patterns is off/);
    await jobs.take('count co-usage', 60_000);
    await jobs.finish('count co-usage', 12, null);
    expect((await api().get('/health').expect(200)).body.status).toBe('healthy');
  });

  it('is degraded by a job that is overdue', async () => {
    const background = app.get(BackgroundJobs, { strict: false });
    const overdue = background.overdue.bind(background);
    expect(background.overdue()).toEqual([]);
    // As it is where somebody else holds the job and does not get on.
    await app.get(TrackerDataSource, { strict: false }).query(
      `UPDATE job_run SET holder = gen_random_uuid(), held_until = now() + INTERVAL '30 seconds'
         WHERE name = 'count co-usage'`,
    );
    background.overdue = () => overdue(performance.now() + 3_600_000);
    const { body } = await api().get('/health').expect(200);
    expect(body.status).toBe('degraded');
    expect(body.components.jobs.detail).toContain('overdue: count co-usage');
    background.overdue = overdue;
  });
});

describe('other origins', () => {
  it('may call where they are configured', async () => {
    const allowed = await api().get('/health/live').set('origin', 'https://dash.example.org');
    expect(allowed.headers['access-control-allow-origin']).toBe('https://dash.example.org');
    const other = await api().get('/health/live').set('origin', 'https://other.example.org');
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a store that is gone', () => {
  // The last test of the file: the store does not come back.
  it('is a 503 with Retry-After, and the process lives', async () => {
    await app.get(TrackerDataSource, { strict: false }).destroy();
    const refused = await api().get(`${API}/usage-stats`).expect(503);
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.body.type).toBe('urn:pattern-usage-tracker:problem:store-unavailable');
    const usage = { pattern_id: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42', outcome: 'success' };
    await api().post(`${API}/usage`).send(usage).expect(503);
    const { body } = await api().get('/health').expect(503);
    expect(body).toMatchObject({ status: 'unhealthy', components: { database: { status: 'unhealthy' } } });
    expect((await api().get('/health/ready').expect(503)).body).toEqual({ status: 'unavailable' });
    await api().get('/health/live').expect(200);
  });
});
