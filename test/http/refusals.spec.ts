import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request, { type Response } from 'supertest';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const ID = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp({ BODY_LIMIT_BYTES: 200_000 });
});
afterAll(() => app.close());

/** Whatever the fault, the answer is a problem document that tells nothing of the machine. */
const expectProblem = (response: Response, status: number): void => {
  expect(response.status).toBe(status);
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(response.headers['x-correlation-id']).toBeTruthy();
  const { body, text } = response;
  expect(body).toEqual({
    type: expect.stringMatching(/^urn:pattern-usage-tracker:problem:[a-z-]+$/),
    title: expect.any(String),
    status,
    detail: expect.stringMatching(/\.$/),
    instance: expect.stringMatching(/^\//),
    errors: expect.any(Array),
  });
  expect(text).not.toMatch(/node_modules|\.[jt]s:\d|\bat [A-Z]\w+\.|SELECT|INSERT|pattern_feedback/);
  expect(text).not.toContain(process.cwd());
};

const usage = (fields: object): object => ({ pattern_id: ID, outcome: 'success', ...fields });
const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce<unknown>((inner) => ({ inner }), 1);

describe('a wrong field of a usage', () => {
  it.each<[string, object, string, string]>([
    ['no pattern', { pattern_id: undefined }, '/pattern_id', 'required'],
    ['a null pattern', { pattern_id: null }, '/pattern_id', 'required'],
    ['a pattern that is no UUID', { pattern_id: `${ID}0` }, '/pattern_id', 'invalid_uuid'],
    ['a pattern that is a number', { pattern_id: 7 }, '/pattern_id', 'invalid_uuid'],
    ['no outcome', { outcome: undefined }, '/outcome', 'required'],
    ['an unknown outcome', { outcome: 'SUCCESS' }, '/outcome', 'not_allowed'],
    ['an outcome from Object', { outcome: 'constructor' }, '/outcome', 'not_allowed'],
    ['a quality below 0', { quality_score: -0.01 }, '/quality_score', 'out_of_range'],
    ['a quality above 1', { quality_score: 1.0000001 }, '/quality_score', 'out_of_range'],
    ['a quality as text', { quality_score: '0.5' }, '/quality_score', 'out_of_range'],
    ['a negative time', { execution_time_ms: -1 }, '/execution_time_ms', 'out_of_range'],
    ['half a millisecond', { execution_time_ms: 0.5 }, '/execution_time_ms', 'out_of_range'],
    ['a time beyond 32 bits', { execution_time_ms: 2 ** 31 }, '/execution_time_ms', 'out_of_range'],
    ['a context that is a list', { context: [] }, '/context', 'invalid_object'],
    ['a context that is text', { context: '{}' }, '/context', 'invalid_object'],
    ['a large context', { context: { text: 'x'.repeat(65_536) } }, '/context', 'invalid_object'],
    ['a correlation id that is no UUID', { correlation_id: '' }, '/correlation_id', 'invalid_uuid'],
    ['a long error', { error_message: 'x'.repeat(32_769) }, '/error_message', 'invalid_text'],
    ['an empty name', { pattern_name: '' }, '/pattern_name', 'invalid_text'],
    ['a long name', { pattern_name: 'x'.repeat(257) }, '/pattern_name', 'invalid_text'],
    ['an unknown type', { pattern_type: 'Not a type' }, '/pattern_type', 'not_allowed'],
    ['an unknown node type', { node_type: 'node' }, '/node_type', 'not_allowed'],
    ['a time without a zone', { created_at: '2026-03-01T12:00:00' }, '/created_at', 'invalid_time'],
    ['the 30th of February', { created_at: '2026-02-30T12:00:00Z' }, '/created_at', 'invalid_time'],
    ['a time as a number', { created_at: 1_772_366_400 }, '/created_at', 'invalid_time'],
    ['a year beyond all', { created_at: '9999-12-31T23:59:59Z' }, '/created_at', 'out_of_range'],
    ['a time before 1970', { created_at: '0001-01-01T00:00:00Z' }, '/created_at', 'out_of_range'],
    ['a field that is not known', { qualityscore: 1 }, '/qualityscore', 'unknown_field'],
    ['a field named like a part of every object', { constructor: {} }, '/constructor', 'unknown_field'],
    ['another', { toString: 1 }, '/toString', 'unknown_field'],
    ['a NUL in a text', { error_message: 'a\0b' }, '/error_message', 'invalid_text'],
    ['a NUL in a key', { context: { 'a\0b': 1 } }, '/context', 'invalid_text'],
    ['half a surrogate pair', { pattern_name: '\ud800' }, '/pattern_name', 'invalid_text'],
    ['a deep context', { context: nested(40) }, `/context${'/inner'.repeat(32)}`, 'too_deep'],
  ])('%s', async (_, fields, pointer, code) => {
    const response = await api().post(`${API}/usage`).send(usage(fields));
    expectProblem(response, 422);
    expect(response.body.errors).toEqual([
      { pointer, code, allowed: expect.stringMatching(/./), message: expect.stringMatching(/\.$/) },
    ]);
  });

  it('names every fault, and what is allowed', async () => {
    const response = await api().post(`${API}/usage`).send({ outcome: 'sucess', quality_score: 2 });
    expectProblem(response, 422);
    expect(response.body.errors).toEqual([
      expect.objectContaining({ pointer: '/pattern_id', code: 'required' }),
      {
        pointer: '/outcome',
        code: 'not_allowed',
        allowed: 'one of success, failure, partial_success, error, unknown',
        message: 'outcome is "sucess"; it must be one of success, failure, partial_success, error, unknown.',
      },
      expect.objectContaining({ pointer: '/quality_score', allowed: 'a number from 0 to 1' }),
    ]);
  });

  it('cuts a long refused value short', async () => {
    const response = await api()
      .post(`${API}/usage`)
      .send(usage({ outcome: 'x'.repeat(100_000) }));
    expectProblem(response, 422);
    expect(response.text.length).toBeLessThan(1000);
  });
});

describe('a body that cannot be read', () => {
  const post = (body: string, type = 'application/json'): request.Test =>
    api().post(`${API}/usage`).set('content-type', type).send(body);

  it.each([
    ['cut-off JSON', '{"pattern_id": "'],
    ['no JSON', 'pattern'],
    ['nothing', ''],
  ])('%s is a 400', async (_, body) => {
    expectProblem(await post(body), 400);
  });

  it.each([
    ['a number beyond a double', `{"pattern_id":"${ID}","outcome":"success","context":{"n":1e999}}`],
    ['a huge execution time', `{"pattern_id":"${ID}","outcome":"success","execution_time_ms":1e300}`],
    [
      'deep JSON',
      `{"pattern_id":"${ID}","outcome":"success","context":${'[{"a":'.repeat(5000)}1${'}]'.repeat(5000)}}`,
    ],
    ['deep JSON at the top', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '7'],
  ])('%s is a 422', async (_, body) => {
    expectProblem(await post(body), 422);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'multipart/form-data; boundary=x',
  ])('%s is a 415', async (type) => {
    const response = await post('a=b', type);
    expectProblem(response, 415);
    expect(response.body.detail).toContain('application/json');
  });

  it('too large a body is a 413 that names the limit', async () => {
    const response = await post(JSON.stringify(usage({ error_message: 'x'.repeat(200_000) })));
    expectProblem(response, 413);
    expect(response.body.detail).toBe('The body is larger than 200000 bytes (BODY_LIMIT_BYTES).');
  });
});

describe('what holds very much that is wrong', () => {
  /** 200 kB are taken here: some 15,000 fields. */
  const many = Object.fromEntries(Array.from({ length: 15_000 }, (_, at) => [`f${at}`, 0]));
  const good = (pattern: string): object => ({ pattern_id: pattern, outcome: 'success' });
  const totalOf = async (pattern: string): Promise<number> => {
    const { body } = await api().get(`${API}/usage-stats?time_range=90d&pattern_id=${pattern}`).expect(200);
    return body.patterns[0]?.total_usage ?? 0;
  };
  const named = (pointer = ''): unknown[] => [
    ...Array.from({ length: 10 }, (_, at) =>
      expect.objectContaining({ pointer: `${pointer}/f${at}`, code: 'unknown_field' }),
    ),
    expect.objectContaining({ pointer, message: 'There are 14990 more fields that are not known.' }),
  ];

  it.each(['application/json', 'application/x-ndjson'])(
    'is refused as one item of a batch (%s), the rest is stored and acknowledged',
    async (type) => {
      const pattern = randomUUID();
      const items = [good(pattern), { ...many, ...good(pattern) }, good(pattern)].map((item) =>
        JSON.stringify(item),
      );
      const body = type.endsWith('ndjson') ? items.join('\n') : `[${items.join()}]`;
      const response = await api()
        .post(`${API}/usage/batch`)
        .set('content-type', type)
        .send(body)
        .expect(207);
      expect(response.body).toMatchObject({ received: 3, stored: 2, rejected: 1, errors: named() });
      expect(response.text.length).toBeLessThan(10_000);
      expect(await totalOf(pattern)).toBe(2);
    },
  );

  it.each([
    ['usage', 'application/json', { ...good(ID), ...many }, ''],
    ['feedback', 'application/json', { pattern_id: ID, success: true, ...many }, ''],
    [
      'usage',
      'application/cloudevents+json',
      { specversion: '1.0', id: '1', source: '/', type: 't', data: { ...good(ID), ...many } },
      '/data',
    ],
  ])('is refused at %s as %s', async (path, type, body, pointer) => {
    const response = await api().post(`${API}/${path}`).set('content-type', type).send(JSON.stringify(body));
    expectProblem(response, 422);
    expect(response.text.length).toBeLessThan(10_000);
    expect(response.body.errors).toEqual(named(pointer));
  });

  it('is refused as a question', async () => {
    const query = Array.from({ length: 1200 }, (_, at) => `q${at}=`).join('&');
    for (const path of ['usage-stats', 'patterns', 'stream', 'stats']) {
      const response = await api().get(`${API}/${path}?${query}`);
      expectProblem(response, 422);
      expect(response.text.length).toBeLessThan(10_000);
    }
  });

  it('is told in a report of about a megabyte at the most, the first fault of each item always', async () => {
    const wrong = { ...Object.fromEntries(Object.entries(many).slice(0, 12)), outcome: 'x' };
    const { body, text } = await api()
      .post(`${API}/usage/batch`)
      .send(Array.from({ length: 1000 }, () => wrong))
      .expect(207);
    expect(text.length).toBeLessThan(3_000_000);
    expect(new Set(body.errors.map(({ index }: { index: number }) => index)).size).toBe(1000);
  });
});

describe('a wrong parameter', () => {
  it.each([
    ['usage-stats?time_range=2d', '/time_range', 'one of 1d, 7d, 30d, 90d'],
    ['usage-stats?time_range=', '/time_range', 'one of 1d, 7d, 30d, 90d'],
    ['usage-stats?time_range=1d&time_range=7d', '/time_range', 'one of 1d, 7d, 30d, 90d'],
    ['usage-stats?group_by=month', '/group_by', 'one of hour, day, week'],
    ['usage-stats?pattern_id=7f9c', '/pattern_id', 'a UUID such as'],
    ['usage-stats?patern_id=x', '/patern_id', 'no other names than those documented'],
    ['usage-stats?pattern_id=%00', '/pattern_id', 'text without NUL'],
    [`patterns/${'x'.repeat(257)}`, '/id', 'or a name of 1 to 256 characters'],
    ['patterns/%00/effectiveness', '/id', 'or a name of 1 to 256 characters'],
    [`patterns/${ID}/effectiveness?time_range_hours=0`, '/time_range_hours', 'a whole number from 1 to'],
    [`patterns/${ID}/effectiveness?time_range_hours=1.5`, '/time_range_hours', 'a whole number from 1 to'],
    [`patterns/${ID}/effectiveness?time_range_hours=87601`, '/time_range_hours', 'a whole number from 1 to'],
    [`patterns/${ID}/effectiveness?time_range_hours=1e3`, '/time_range_hours', 'a whole number from 1 to'],
  ])('%s', async (path, pointer, allowed) => {
    const response = await api().get(`${API}/${path}`);
    expectProblem(response, 422);
    expect(response.body.errors).toMatchObject([{ pointer, allowed: expect.stringContaining(allowed) }]);
  });

  it.each<[object, string]>([
    [{ name: '' }, '/name'],
    [{ type: 'Not a type' }, '/type'],
    [{ node_type: 7 }, '/node_type'],
    [{ description: 'x'.repeat(4001) }, '/description'],
    [{ tags: 'http' }, '/tags'],
    [{ tags: ['x'.repeat(65)] }, '/tags'],
    [{ tags: [''] }, '/tags'],
    [{ tags: Array.from({ length: 51 }, String) }, '/tags'],
    [{ first_seen: '2026-03-01T00:00:00Z' }, '/first_seen'],
    [{ description: 'a\0' }, '/description'],
  ])('PUT /patterns/{id} %j', async (body, pointer) => {
    const response = await api().put(`${API}/patterns/${ID}`).send(body);
    expectProblem(response, 422);
    expect(response.body.errors).toMatchObject([{ pointer }]);
  });
});

describe('an address where there is nothing', () => {
  it.each([
    ['GET', '/nothing'],
    ['GET', `${API}/nothing`],
    ['GET', '/..%2f..%2fetc/passwd'],
  ])('%s %s is a 404', async (method, path) => {
    const response = await api()[method.toLowerCase() as 'get'](path);
    expectProblem(response, 404);
  });

  it.each([
    ['DELETE', `${API}/usage`],
    ['GET', `${API}/usage`],
    ['POST', `${API}/usage-stats`],
  ])('by that method, %s %s, is a 405 that names the others', async (method, path) => {
    const response = await api()[method.toLowerCase() as 'get'](path);
    expectProblem(response, 405);
    expect(response.headers['allow']?.split(', ')).not.toContain(method);
  });

  it('that cannot be decoded is a 400', async () => {
    expectProblem(await api().get(`${API}/patterns/%ff`), 400);
  });
});

describe('the correlation id', () => {
  it('is the caller’s where it is a plain one', async () => {
    const id = `trace-${randomUUID()}`;
    const { headers } = await api().get('/health/live').set('x-correlation-id', id).expect(200);
    expect(headers['x-correlation-id']).toBe(id);
    const refused = await api().get('/nothing').set('x-correlation-id', id);
    expect(refused.headers['x-correlation-id']).toBe(id);
  });

  it.each(['a b', 'x'.repeat(129), '<script>', ''])('is a new one instead of %j', async (sent) => {
    const { headers } = await api().get('/health/live').set('x-correlation-id', sent).expect(200);
    expect(headers['x-correlation-id']).toMatch(/^[0-9a-f]{8}-/);
  });
});
