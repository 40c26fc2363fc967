import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await openHttpApp({ CO_USAGE_REFRESH_SECONDS: 1 });
});
afterAll(() => app.close());

interface Job {
  readonly name: string;
  readonly last_finished_at: string | null;
  readonly last_error: string | null;
}

describe('the background jobs', () => {
  it('run by themselves, and again', async () => {
    const api = request(app.getHttpServer());
    const usages = ['1', '2'].flatMap((correlation) =>
      ['a', 'b'].map((pattern) => ({
        pattern_id: `${pattern}1111111-1111-4111-8111-111111111111`,
        correlation_id: `${correlation}1111111-1111-4111-8111-111111111111`,
        outcome: 'success',
      })),
    );
    await api.post(`${API}/usage/batch`).send(usages).expect(200);
    const edges = async (): Promise<number> =>
      (await api.get(`${API}/relationships`).expect(200)).body.total_edges;
    while ((await edges()) === 0) await sleep(100);
    const ends = async (): Promise<Job[]> =>
      (await api.get(`${API}/jobs`).expect(200)).body.jobs.filter(
        ({ name, last_finished_at }: Job) => !name.startsWith('policy ') && last_finished_at !== null,
      );
    // What a job did is there before it is noted that it ended.
    let first = await ends();
    while (!first.some(({ name }) => name === 'count co-usage')) {
      await sleep(100);
      first = await ends();
    }
    const endOf = (jobs: readonly Job[]): string | null | undefined =>
      jobs.find(({ name }) => name === 'count co-usage')?.last_finished_at;
    while (endOf(await ends()) === endOf(first)) await sleep(100);
    expect((await ends()).filter(({ last_error }) => last_error !== null)).toEqual([]);
  });
});
