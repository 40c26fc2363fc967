import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { CoUsageService } from '../../src/analytics/index.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
beforeAll(async () => {
  app = await openHttpApp();
});
afterAll(() => app.close());

const record = async (usage: object): Promise<void> => {
  await api()
    .post(`${API}/usage`)
    .send({ outcome: 'success', ...usage })
    .expect(201);
};
const totalOf = async (patternId: string): Promise<number> => {
  const { body } = await api().get(`${API}/usage-stats?pattern_id=${patternId}`).expect(200);
  return (body.patterns as { total_usage: number }[])[0]?.total_usage ?? 0;
};

describe('DELETE /patterns/{id}/usages', () => {
  it('erases usages from every answer at once, and keeps the description unless it is to go too', async () => {
    const [gone, stays] = [randomUUID(), randomUUID()];
    for (const pattern_id of [gone, gone, stays]) await record({ pattern_id, pattern_name: 'Named' });
    expect([await totalOf(gone), await totalOf(stays)]).toEqual([2, 1]);
    const erase = (query = ''): request.Test => api().delete(`${API}/patterns/${gone}/usages${query}`);
    expect((await erase().expect(200)).body).toEqual({ deleted: 2 });
    expect([await totalOf(gone), await totalOf(stays)]).toEqual([0, 1]);
    const { body } = await api().get(`${API}/patterns/${gone}`).expect(200);
    expect(body).toMatchObject({ name: 'Named', first_seen: null });
    expect((await erase().expect(200)).body).toEqual({ deleted: 0 });

    await record({ pattern_id: gone });
    expect(await totalOf(gone)).toBe(1);
    expect((await api().get(`${API}/patterns/${gone}`)).body.first_seen).not.toBeNull();
    expect((await erase('?forget=true').expect(200)).body).toEqual({ deleted: 1 });
    await api().get(`${API}/patterns/${gone}`).expect(404);
    expect((await erase().expect(404)).body.detail).toContain(gone);
    await record({ pattern_id: gone, pattern_name: 'Again' });
    expect((await api().get(`${API}/patterns/${gone}`).expect(200)).body.name).toBe('Again');
  });
});

describe('an erased pattern', () => {
  it('is related to none any more', async () => {
    const [gone, one, other] = [randomUUID(), randomUUID(), randomUUID()];
    for (const correlation_id of [randomUUID(), randomUUID()]) {
      for (const pattern_id of [gone, one, other]) await record({ pattern_id, correlation_id });
    }
    await app.get(CoUsageService, { strict: false }).refresh();
    const related = async (): Promise<string[]> => {
      const { body } = await api().get(`${API}/relationships`).expect(200);
      return (body.nodes as { pattern_id: string }[]).map(({ pattern_id }) => pattern_id).sort();
    };
    expect(await related()).toEqual([gone, one, other].sort());
    await api().delete(`${API}/patterns/${gone}/usages`).expect(200);
    expect(await related()).toEqual([one, other].sort());
  });
});

describe('DELETE /usages', () => {
  it('erases the usages under a correlation, whatever their patterns', async () => {
    const [one, other, correlation_id] = [randomUUID(), randomUUID(), randomUUID()];
    const early = '2025-01-01T00:00:00Z';
    await record({ pattern_id: one, correlation_id, created_at: early, id: randomUUID() });
    await record({ pattern_id: one, correlation_id: randomUUID() });
    await record({ pattern_id: other, correlation_id: correlation_id.toUpperCase() });
    const erase = (query: string): request.Test => api().delete(`${API}/usages${query}`);
    await erase('').expect(422);
    await erase('?correlation_id=7f9c').expect(422);
    expect((await erase(`?correlation_id=${correlation_id}`).expect(200)).body).toEqual({ deleted: 2 });
    expect([await totalOf(one), await totalOf(other)]).toEqual([1, 0]);
    const { body } = await api().get(`${API}/patterns/${one}`);
    expect(Date.parse(body.first_seen)).toBeGreaterThan(Date.parse(early));
    expect((await erase(`?correlation_id=${correlation_id}`).expect(200)).body).toEqual({ deleted: 0 });
  });
});

describe('ALLOW_ERASURE=false', () => {
  it('leaves everything where it is', async () => {
    const careful = await openHttpApp({ ALLOW_ERASURE: 'false' });
    try {
      const server = request(careful.getHttpServer());
      const pattern_id = randomUUID();
      await server.post(`${API}/usage`).send({ pattern_id, outcome: 'success' }).expect(201);
      const { body } = await server.delete(`${API}/patterns/${pattern_id}/usages`).expect(403);
      expect(body).toMatchObject({ type: 'urn:pattern-usage-tracker:problem:erasure-not-allowed' });
      await server.delete(`${API}/usages?correlation_id=${pattern_id}`).expect(403);
      await server.get(`${API}/patterns/${pattern_id}`).expect(200);
    } finally {
      await careful.close();
    }
  });
});
