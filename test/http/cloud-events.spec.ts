import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import request from 'supertest';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const USAGE = `${API}/usage`;
const BATCH = `${USAGE}/batch`;

let app: NestFastifyApplication;
let port: number;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp({ CORS_ORIGINS: 'https://page.example' });
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as { port: number }).port;
});
afterAll(() => app.close());

const totalOf = async (pattern: string): Promise<number> => {
  const { body } = await api().get(`${API}/usage-stats?time_range=90d&pattern_id=${pattern}`).expect(200);
  return body.patterns[0]?.total_usage ?? 0;
};

/** As the HTTP binding (3.1.3.2) wants it: what is not printable ASCII, and space, quote and percent. */
const encoded = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) =>
      byte > 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');

interface Event {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string;
  readonly subject?: string;
}
const headersOf = (event: Event): Record<string, string> =>
  Object.fromEntries([
    ['ce-specversion', '1.0'],
    ...Object.entries(event).map(([name, value]) => [`ce-${name}`, encoded(value)]),
  ]);
const sendBinary = (path: string, event: Event, data: object, type = 'application/json'): request.Test =>
  api()
    .post(path)
    .set({ ...headersOf(event), 'content-type': type })
    .serialize((body: unknown) => JSON.stringify(body))
    .send(data);

describe('a CloudEvent in binary mode', () => {
  it('is the same usage as in structured mode, however often it is sent and whichever way', async () => {
    const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ id: text, source: text, type: text }),
        fc.constantFrom('application/json', 'application/json; charset=utf-8', 'application/vnd.usage+json'),
        fc.boolean(),
        async (attributes, type, isSubject) => {
          const pattern = randomUUID();
          const event = {
            ...attributes,
            time: '2026-05-02T00:00:00Z',
            ...(isSubject ? { subject: pattern } : {}),
          };
          const data = { outcome: 'success', ...(isSubject ? {} : { pattern_id: pattern }) };
          const first = await sendBinary(USAGE, event, data, type).expect(201);
          expect(first.body.created_at).toBe('2026-05-02T00:00:00Z');
          const again = await sendBinary(USAGE, event, data, type).expect(200);
          await sendBinary(BATCH, event, data, type).expect(204);
          const structured = await api()
            .post(USAGE)
            .set('content-type', 'application/cloudevents+json')
            .serialize((body: unknown) => JSON.stringify(body))
            .send({ specversion: '1.0', ...event, data })
            .expect(200);
          const encoded = { data_base64: Buffer.from(JSON.stringify(data)).toString('base64') };
          const base64 = await api()
            .post(USAGE)
            .set('content-type', 'application/cloudevents+json')
            .serialize((body: unknown) => JSON.stringify(body))
            .send({ specversion: '1.0', ...event, datacontenttype: 'application/json', ...encoded })
            .expect(200);
          for (const { body } of [again, structured, base64]) {
            expect(body).toEqual({ ...first.body, duplicate: true });
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  const event: Event = {
    id: 'same',
    source: '/s',
    type: 't',
    time: new Date(Date.now() - 86_400_000).toISOString(),
  };

  it('counts once, as a CloudEvent', async () => {
    const pattern = randomUUID();
    const data = { pattern_id: pattern, outcome: 'success' };
    await sendBinary(USAGE, event, data).expect(201);
    await sendBinary(USAGE, event, data).expect(200);
    expect(await totalOf(pattern)).toBe(1);
  });

  it.each(['id', 'source', 'type', 'specversion'])('without ce-%s is refused by its name', async (name) => {
    const headers = Object.fromEntries(
      Object.entries(headersOf(event)).filter(([header]) => header !== `ce-${name}`),
    );
    const { body } = await api()
      .post(USAGE)
      .set(headers)
      .send({ pattern_id: randomUUID(), outcome: 'success' })
      .expect(422);
    expect(body.errors).toMatchObject([{ pointer: `/${name}`, code: 'required' }]);
    expect(body.detail).toContain(`The header ce-${name} is missing`);
  });

  it.each<[string, Record<string, string>, object, number, RegExp]>([
    [
      'a time that is none',
      { 'ce-time': 'soon' },
      {},
      422,
      /The header ce-time is "soon"; it must be an RFC/,
    ],
    ['no pattern', {}, { pattern_id: undefined }, 422, /pattern_id is missing/],
    [
      'a subject that is no pattern',
      { 'ce-subject': 'x'.repeat(257) },
      { pattern_id: null },
      422,
      /The header ce-subject is "x+…; it must be text of 1 to 256 characters/,
    ],
    ['an id that is no UTF-8', { 'ce-id': 'a%E9' }, {}, 422, /The header ce-id is no Unicode text/],
    ['a list', {}, [], 422, /data is no object/],
    ['another version', { 'ce-specversion': '0.3' }, {}, 422, /ce-specversion is not "1.0"/],
  ])('with %s is refused', async (_, headers, data, status, detail) => {
    const body = Array.isArray(data) ? data : { pattern_id: randomUUID(), outcome: 'success', ...data };
    for (const path of [USAGE, BATCH]) {
      const answer = await api()
        .post(path)
        .set({ ...headersOf({ ...event, id: randomUUID() }), ...headers })
        .send(body)
        .expect(status);
      expect(answer.body.detail).toMatch(detail);
    }
  });

  it.each(['text/xml', 'application/x-ndjson', 'application/octet-stream'])(
    'whose data is %s is told that it cannot be',
    async (type) => {
      const answer = await api()
        .post(BATCH)
        .set({ ...headersOf(event), 'content-type': type })
        .send('<usage/>')
        .expect(415);
      expect(answer.body.detail).toContain(`The content type is ${type}; `);
    },
  );

  it('takes raw UTF-8 and quotes in a header for what they are', async () => {
    const data = { pattern_id: randomUUID(), outcome: 'success' };
    const first = await sendBinary(USAGE, { ...event, id: 'grün "1"' }, data).expect(201);
    const raw = Buffer.from('"grün \\"1\\""').toString('latin1');
    // supertest writes headers in the encoding of the body.
    const answer = await fetch(`http://127.0.0.1:${port}${USAGE}`, {
      method: 'POST',
      headers: { ...headersOf(event), 'ce-id': raw, 'content-type': 'application/json' },
      body: JSON.stringify(data),
    });
    expect(await answer.json()).toEqual({ ...first.body, duplicate: true });
  });
});

describe('webhook validation', () => {
  it.each([USAGE, BATCH])('is answered at %s', async (path) => {
    const { headers, text } = await api()
      .options(path)
      .set({ 'WebHook-Request-Origin': 'eventemitter.example.com', 'WebHook-Request-Rate': '120' })
      .expect(200);
    expect(headers).toMatchObject({
      'webhook-allowed-origin': 'eventemitter.example.com',
      'webhook-allowed-rate': '*',
      allow: 'POST',
    });
    expect(text).toBe('');
  });

  it('is answered nowhere else, and leaves preflights alone', async () => {
    const elsewhere = await api().options(`${API}/feedback`).set('WebHook-Request-Origin', 'x');
    expect(elsewhere.headers).not.toHaveProperty('webhook-allowed-origin');
    const { headers } = await api()
      .options(USAGE)
      .set({ origin: 'https://page.example', 'access-control-request-method': 'POST' })
      .expect(204);
    expect(headers['access-control-allow-origin']).toBe('https://page.example');
    expect(headers).not.toHaveProperty('webhook-allowed-origin');
  });
});
