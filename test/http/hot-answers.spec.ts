import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AnswerCache } from '../../src/cache/answer-cache.js';
import { Clock } from '../../src/common/clock.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const PATTERN = 'aaaaaaaa-0000-4000-8000-000000000000';
const SMALL = `${API}/usage-stats?pattern_id=${PATTERN}`;
const LARGE = `${API}/usage-stats?time_range=30d`;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let app: NestFastifyApplication;
let now = Date.parse('2026-03-04T10:30:00Z');

interface Answer {
  readonly statusCode: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly rawPayload: Buffer;
  readonly payload: string;
}

/** A request as it is, and its answer without any decoding. */
const send = async (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: object,
): Promise<Answer> => {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const outgoing = request({ port, method, path, headers, agent: false });
  if (body !== undefined) outgoing.setHeader('content-type', 'application/json');
  outgoing.end(body && JSON.stringify(body));
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const rawPayload = await buffer(response);
  const { statusCode, headers: received } = response;
  return { statusCode, headers: received, rawPayload, payload: rawPayload.toString() };
};
const get = (url: string, headers?: Record<string, string>): Promise<Answer> => send('GET', url, headers);
const record = async (...usages: object[]): Promise<void> => {
  const items = usages.map((usage) => ({ outcome: 'success', pattern_id: PATTERN, ...usage }));
  expect((await send('POST', `${API}/usage/batch`, {}, items)).statusCode).toBe(200);
};
const patternsOf = async (url: string): Promise<{ pattern_name: string; total_usage: number }[]> =>
  (JSON.parse((await get(url)).payload) as { patterns: { pattern_name: string; total_usage: number }[] })
    .patterns;
const countOf = async (url: string): Promise<number> => (await patternsOf(url))[0]?.total_usage ?? 0;

beforeAll(async () => {
  app = await openHttpApp({ CORS_ORIGINS: 'https://dash.example.org' }, { withoutRollups: true });
  await app.listen(0, '127.0.0.1');
  app.get(Clock, { strict: false }).now = () => now;
  const created_at = new Date(now - MINUTE).toISOString();
  const others = Array.from({ length: 20 }, () => ({ pattern_id: randomUUID(), created_at }));
  await record({ created_at }, ...others);
});
afterAll(() => app.close());

describe.each([
  ['usage-stats', LARGE],
  ['effectiveness', `${API}/patterns/${PATTERN}/effectiveness`],
])('a hot answer of %s', (_, url) => {
  it('has a strong ETag, and is 304 for whoever names it', async () => {
    const first = await get(url);
    const etag = String(first.headers['etag']);
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect(first.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'private, no-cache',
      'content-length': String(first.rawPayload.length),
    });
    for (const tags of [etag, `W/${etag}`, `"other", W/${etag}`, '*']) {
      const { statusCode, headers, rawPayload } = await get(url, { 'if-none-match': tags });
      expect([statusCode, rawPayload.length, headers['etag']]).toEqual([304, 0, etag]);
      expect(headers['cache-control']).toBe('private, no-cache');
      expect(headers['content-type']).toBeUndefined();
      expect(headers['content-length']).toBeUndefined();
    }
    const other = await get(url, { 'if-none-match': '"other", W/"another"' });
    expect([other.statusCode, other.payload]).toEqual([200, first.payload]);
  });

  it('changes its ETag with a usage, at once', async () => {
    const { headers } = await get(url);
    await record({});
    const changed = await get(url, { 'if-none-match': String(headers['etag']) });
    expect(changed.statusCode).toBe(200);
    expect(changed.headers['etag']).not.toBe(headers['etag']);
  });
});

describe('conditional requests', () => {
  it.each([
    'usage-stats/totals',
    'discovery-rate?fill=true',
    'search?query=pattern',
    'relationships',
    `pattern/${PATTERN}/history`,
    'patterns?sort=name',
    `patterns/${PATTERN}`,
    'errors',
    'trends',
    'adoption',
    'time-series?metric=usage&pattern_id=' + PATTERN,
    'quality-metrics',
    'quality-trends',
    'success-rates',
    'top-patterns',
    'top-performing',
    'emerging-patterns',
    'performance-correlation',
    'overview',
    'stats',
    'dashboard-summary',
    'recommendations',
  ])('are answered by %s', async (path) => {
    const first = await get(`${API}/${path}`);
    expect(first.statusCode).toBe(200);
    const etag = String(first.headers['etag']);
    expect(etag).toMatch(/^"[\w-]+"$/);
    const again = await get(`${API}/${path}`, { 'if-none-match': etag });
    expect([again.statusCode, again.rawPayload.length, again.headers['etag']]).toEqual([304, 0, etag]);
  });
});

describe('the coding of an answer', () => {
  it.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ] as const)('is %s where the client takes it, under an ETag of its own', async (coding, decompress) => {
    const plain = await get(LARGE);
    const compressed = await get(LARGE, { 'accept-encoding': coding });
    expect(compressed.headers).toMatchObject({ 'content-encoding': coding, vary: 'Origin, Accept-Encoding' });
    expect(compressed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
    expect(decompress(compressed.rawPayload).toString()).toBe(plain.payload);
    const etag = String(compressed.headers['etag']);
    expect(etag).not.toBe(plain.headers['etag']);
    const again = await get(LARGE, { 'accept-encoding': coding, 'if-none-match': etag });
    expect([again.statusCode, again.headers['vary']]).toEqual([304, 'Origin, Accept-Encoding']);
    expect((await get(LARGE, { 'if-none-match': etag })).statusCode).toBe(200);
  });

  it('is none for a small answer or a client that takes none', async () => {
    const small = await get(SMALL, { 'accept-encoding': 'gzip, br' });
    const plain = await get(LARGE, { 'accept-encoding': 'gzip;q=0, identity' });
    for (const { headers } of [small, plain]) {
      expect(headers['content-encoding']).toBeUndefined();
      expect(headers['vary']).toBe('Origin, Accept-Encoding');
    }
  });
});

describe('what is written', () => {
  it('is in the next answer: a usage, a late one, feedback, a new name', async () => {
    const before = await countOf(SMALL);
    await record({}, { created_at: new Date(now - 2 * DAY).toISOString() });
    expect(await countOf(SMALL)).toBe(before + 2);
    await record({ pattern_name: 'Saga', created_at: new Date(now).toISOString() });
    expect((await patternsOf(SMALL))[0]!.pattern_name).toBe('Saga');
    await send('PUT', `${API}/patterns/${PATTERN}`, {}, { name: 'Outbox' });
    expect((await patternsOf(SMALL))[0]!.pattern_name).toBe('Outbox');
  });

  it('and asked for over and over is served up to a second old', async () => {
    const counts: number[] = [];
    for (let time = 0; time < 30; time += 1) {
      await record({});
      counts.push(await countOf(SMALL));
    }
    now += 1001;
    expect(await countOf(SMALL)).toBeGreaterThan(counts.at(-1)!);
    const metrics = (await get('/metrics')).payload;
    expect(metrics).toMatch(/^pattern_usage_cache_answers_total\{result="stale"\} [1-9]/m);
  });

  it('is in closed answers where it is late, or adds or renames a pattern, which they may show unused', async () => {
    const cache = app.get(AnswerCache, { strict: false });
    const other = randomUUID();
    let computed = 0;
    const ask = (): Promise<number> =>
      cache.getOrLoad({ key: 'closed', range: { from: 0, to: DAY } }, () => Promise.resolve((computed += 1)));
    expect([await ask(), await ask()]).toEqual([1, 1]);
    const named = (pattern_name: string, ms: number): object => {
      return { pattern_id: other, pattern_name, created_at: new Date(now + ms).toISOString() };
    };
    await record(named('Retry', 0), { created_at: new Date(now - DAY).toISOString() });
    expect(await ask()).toBe(2);
    await record(named('Retry with backoff', 1000));
    expect(await ask()).toBe(3);
    await record(named('Retry with backoff', 2000));
    expect(await ask()).toBe(3);
    await record({ created_at: new Date(DAY / 2).toISOString() });
    expect(await ask()).toBe(4);
  });
});
