import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { openHttpApp } from '../support/http-app.js';

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
const page = (path: string): request.Test => api().get(path).set('accept', 'text/html');

beforeAll(async () => {
  app = await openHttpApp();
});
afterAll(() => app.close());

describe('the dashboard', () => {
  it('is at / and at the addresses of its pages, with nothing inline and no other host', async () => {
    for (const path of ['/', '/patterns', '/patterns/7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42?range=7d']) {
      const { text, headers } = await page(path)
        .expect(200)
        .expect('content-type', /^text\/html/);
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      );
      expect(headers['content-security-policy']).not.toMatch(/unsafe|https?:|data:|\*/);
      expect(headers['cache-control']).toBe('no-cache');
      expect(text).not.toMatch(/<style|style=|<script(?![^>]* src="\/assets\/)|https?:/);
    }
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await page('/').expect(200);
    await page('/').set('if-none-match', headers['etag']!).expect(304);
  });

  it('has its scripts compressed, and kept for a year under names that tell their content', async () => {
    const { text } = await page('/').expect(200);
    const [, script] = /src="(\/assets\/[^"]+-[\w-]{8}\.js)"/.exec(text)!;
    for (const coding of ['br', 'gzip']) {
      const { headers } = await api().get(script!).set('accept-encoding', coding).expect(200);
      expect(headers['content-encoding']).toBe(coding);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['vary']).toMatch(/accept-encoding/i);
    }
    const plain = await api().get(script!).set('accept-encoding', 'identity').expect(200);
    expect(plain.headers['content-encoding']).toBeUndefined();
    await api().get('/assets/../index.html').expect(400);
    await api().get('/assets/missing.js').expect(404);
  });

  it('leaves programs their answers: no page for an unknown route of the API or without a browser', async () => {
    for (const path of [
      '/api/pattern-analytics/nothing',
      '/v1/nothing',
      '/docs/nothing',
      '/health/nothing',
    ]) {
      await page(path)
        .expect(404)
        .expect('content-type', /problem\+json/);
    }
    await api().get('/nowhere').set('accept', 'application/json').expect(404);
    await api().post('/').expect(405);
  });

  it('leaves Swagger UI a policy under which it works', async () => {
    const { headers } = await page('/docs').expect(200);
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  });
});
