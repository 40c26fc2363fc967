import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const WEEK = 7 * 86_400_000;

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
beforeAll(async () => {
  app = await openHttpApp();
}, 60_000);
afterAll(() => app.close(), 120_000);

describe('usages of every week since 1970', () => {
  it('are counted, listed and erased', async () => {
    const [one, other, correlation_id] = [randomUUID(), randomUUID(), randomUUID()];
    for (let batch = 0; batch < 30; batch += 1) {
      const usages = Array.from({ length: 100 }, (_, at) => ({
        id: randomUUID(),
        pattern_id: at % 2 === 0 ? one : other,
        created_at: new Date(Math.min(86_400_000 + (batch * 100 + at) * WEEK, Date.now())).toISOString(),
        outcome: 'success',
        quality_score: 0.5,
        ...(at % 2 === 0 ? {} : { correlation_id }),
      }));
      await api().post(`${API}/usage/batch`).send(usages).expect(200);
    }
    const { body } = await api().get(`${API}/pattern/${one}/history?limit=10`).expect(200);
    expect(body.feedback_history).toHaveLength(10);
    for (const question of [
      '/usage-stats',
      `/usage-stats?pattern_id=${one}`,
      '/usage-stats/totals',
      '/stats',
      '/dashboard-summary',
      '/overview',
      '/patterns',
      `/patterns/${one}/effectiveness`,
      `/patterns/${one}`,
      '/top-patterns',
      '/top-performing',
      '/success-rates',
      '/quality-metrics',
      '/quality-trends',
      '/discovery-rate',
      '/trends',
      '/errors',
      '/emerging-patterns',
      '/performance-correlation',
      '/recommendations',
      '/relationships',
      '/jobs',
    ]) {
      const { status } = await api().get(API + question);
      expect([question, status]).toEqual([question, 200]);
    }
    await api().get('/health/ready').expect(200);
    const erase = async (path: string): Promise<number> =>
      (
        (
          await api()
            .delete(API + path)
            .expect(200)
        ).body as { deleted: number }
      ).deleted;
    expect(await erase(`/usages?correlation_id=${correlation_id}`)).toBe(1500);
    expect(await erase(`/patterns/${one}/usages`)).toBe(1500);
    const { body: left } = await api().get(`${API}/stats`).expect(200);
    expect(JSON.stringify(left)).not.toContain('3000');
    await api().get('/health/ready').expect(200);
  }, 300_000);
});
