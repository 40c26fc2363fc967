import { METHODS } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { OTLP_PATHS } from '../../src/common/otlp-path.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const DASH = 'https://dash.example.org';
const USAGE = { pattern_id: PATTERN, outcome: 'success' };

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
/** Every address that is documented, with the methods it knows. */
let addresses: [path: string, methods: string[]][] = [];

beforeAll(async () => {
  app = await openHttpApp({ CORS_ORIGINS: DASH });
  await api().post(`${API}/usage`).send(USAGE).expect(201);
  const { body } = await api().get('/docs-json').expect(200);
  const described = Object.entries(body.paths as Record<string, object>);
  /** Of all that an address is; patterns/export may be a pattern of that name as well. */
  const methodsAt = (address: string): string[] => [
    ...new Set(
      described
        .filter(([path]) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(address))
        .flatMap(([, item]) => Object.keys(item).map((method) => method.toUpperCase())),
    ),
  ];
  addresses = [
    ...described
      .map(([path]) => path.replaceAll(/\{\w*id\}/g, PATTERN))
      .map((path): (typeof addresses)[0] => [path, methodsAt(path)]),
    ['/docs', ['GET']],
    ['/docs-json', ['GET']],
    ['/docs-yaml', ['GET']],
    ['/', ['GET']],
  ];
});
afterAll(() => app.close());

describe('a method that an address does not know', () => {
  it('is a 405 that says which it knows, at every address', async () => {
    for (const [path, methods] of addresses) {
      const known = methods.includes('GET') ? [...methods, 'HEAD'].sort() : methods.sort();
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
        if (known.includes(method)) continue;
        const { status, headers, body } = await api()
          [method.toLowerCase() as 'get'](path)
          .set('accept', 'text/html');
        expect([method, path, status, headers['allow']]).toEqual([method, path, 405, known.join(', ')]);
        if (!OTLP_PATHS.includes(path)) expect(headers['content-type']).toMatch(/problem\+json/);
        expect(body).toMatchObject({ status: 405, instance: path });
      }
    }
  });

  it('is so of every method that Node.js reads', async () => {
    for (const method of METHODS.filter((one) => !['CONNECT', 'HEAD', 'POST'].includes(one))) {
      const { status, headers } = await api()[method.toLowerCase() as 'get'](`${API}/usage`);
      expect([method, status, headers['allow']]).toEqual([method, 405, 'POST']);
    }
  });

  it('is nothing at an address that there is not', async () => {
    for (const method of ['get', 'post', 'delete', 'options'] as const) {
      const { body } = await api()[method](`${API}/nothing`).expect(404);
      expect(body).toMatchObject({ detail: `There is no ${method.toUpperCase()} ${API}/nothing.` });
    }
  });
});

it('HEAD answers as GET does, without a body', async () => {
  for (const [path, methods] of addresses) {
    if (!methods.includes('GET') || path.endsWith('/stream')) continue;
    const get = await api().get(path);
    const head = await api().head(path);
    expect([path, head.status, head.text]).toEqual([path, get.status, undefined]);
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
  }
});

it('a slash at the end changes no answer, or leads to it', async () => {
  for (const [path, [method = '']] of addresses) {
    if (path.endsWith('/stream')) continue;
    const [plain, slashed] = await Promise.all(
      [path, `${path}/`, `${path}//?`].map((url) => api()[method.toLowerCase() as 'get'](url).redirects(1)),
    );
    expect([path, slashed!.status, slashed!.headers['content-type']]).toEqual([
      path,
      plain!.status,
      plain!.headers['content-type'],
    ]);
  }
  await api().post(`${API}/usage/`).send(USAGE).expect(201);
  const ndjson = `${JSON.stringify(USAGE)}\n`;
  await api().post(`${API}/usage/batch/`).type('application/x-ndjson').send(ndjson).expect(200);
  await api().post('/v1/logs/').send({ resourceLogs: [] }).expect(200);
  await api().post('/v1/traces/').send({ resourceSpans: [] }).expect(200);
  await api().post('/v1/metrics/').send({ resourceMetrics: [] }).expect(200);
});

it('every answer has the headers of the page', async () => {
  const answers = [
    ...addresses.map(([path]) => api().get(path)),
    api().get(`${API}/usages/export`),
    api().get(`${API}/usage-stats/export?format=json`),
    api().get(`${API}/nothing`),
    api().get(`${API}/%zz`),
    api().get(`${API}/usage-stats?time_range=2d`),
    api().post(`${API}/usage`).type('text/plain').send('a'),
    api().get('/docs/swagger-ui-bundle.js'),
    api().post(`${API}/usage`).send(USAGE),
  ];
  for (const answer of answers) {
    // What streams never ends by itself.
    if (answer.url.endsWith('/stream')) continue;
    const { headers } = await answer;
    expect([answer.url, headers]).toMatchObject([
      answer.url,
      {
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'same-origin',
        'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
        'x-correlation-id': expect.any(String),
      },
    ]);
  }
});

describe('a page under another name of this machine', () => {
  it.each([
    ['get', `${API}/stats`],
    ['get', `${API}/usages/export`],
    ['get', '/'],
    ['get', '/docs'],
    ['get', '/metrics'],
    ['post', `${API}/usage`],
    ['delete', `${API}/patterns/${PATTERN}/usages`],
    ['post', '/v1/logs'],
    ['post', '/v1/traces'],
    ['post', '/v1/metrics'],
    ['get', `${API}/nothing`],
  ] as const)('is refused: %s %s', async (method, path) => {
    for (const host of ['evil.example', 'evil.example:8053', 'localhost.evil.example', '127.0.0.1.nip.io']) {
      const { body } = await api()
        [method](path)
        .set('host', host)
        .send(method === 'get' ? undefined : {})
        .expect(421);
      expect(body.detail).toMatch(/ALLOWED_HOSTS/);
    }
  });

  it('and names and addresses of its own are served, as are probes', async () => {
    for (const host of ['localhost', 'LOCALHOST.:8053', '127.0.0.1', '[::1]:8053', '10.0.0.7:8053']) {
      await api().get('/health/ready').set('host', host).expect(200);
    }
  });
});

describe('a page of another origin', () => {
  const change = (headers: Record<string, string>): request.Test =>
    api().put(`${API}/patterns/${PATTERN}`).set(headers).send({ name: 'A' });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://127.0.0.1:1' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
  ])('changes nothing: %j', async (headers) => {
    const { body } = await change(headers).expect(403);
    expect(body.type).toBe('urn:pattern-usage-tracker:problem:origin-not-allowed');
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=a',
    ]) {
      await api().post(`${API}/usage`).set(headers).type(type).send('{}').expect(403);
    }
    await api().delete(`${API}/patterns/${PATTERN}/usages`).set(headers).expect(403);
  });

  it.each([
    [{}],
    [{ origin: DASH }],
    [{ origin: DASH, 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ origin: 'https://tracker.example.org', 'x-forwarded-host': 'tracker.example.org' }],
  ])('and whoever may does: %j', async (headers) => {
    await change(headers as Record<string, string>).expect(200);
  });
});

describe('a page of an origin in CORS_ORIGINS', () => {
  it.each(['PUT', 'DELETE', 'POST'])('may %s', async (method) => {
    const { headers } = await api()
      .options(`${API}/patterns/${PATTERN}`)
      .set({
        origin: DASH,
        'access-control-request-method': method,
        'access-control-request-headers': 'if-match',
      })
      .expect(204);
    expect(headers['access-control-allow-methods']!.split(', ')).toContain(method);
    expect(headers['access-control-allow-headers']).toBe('if-match');
  });

  it('may read what answers say beside their bodies', async () => {
    const { headers } = await api().get(`${API}/stats`).set('origin', DASH).expect(200);
    expect(headers['access-control-expose-headers']!.split(', ')).toEqual(
      expect.arrayContaining(['ETag', 'Retry-After', 'X-Correlation-Id', 'Content-Disposition', 'RateLimit']),
    );
  });
});

describe('under a path', () => {
  it('answers as at the root, and the page and the description say it', async () => {
    const set = await openHttpApp({ BASE_PATH: '/team/tracker' });
    const at = request(set.getHttpServer());
    try {
      for (const [prefix, headers] of [
        ['/team/tracker', {}],
        ['', {}],
      ] as const) {
        await at.get(`${prefix}${API}/stats`).set(headers).expect(200);
        await at.get(`${prefix}/health/ready/`).expect(200);
        const { text } = await at.get(`${prefix}/`).set('accept', 'text/html').expect(200);
        expect(text).toContain('<meta name="base-path" content="/team/tracker" />');
        const [, script] = /src="(\/team\/tracker\/assets\/[^"]+\.js)"/.exec(text)!;
        await at.get(script!).expect(200);
        const { body } = await at.get(`${prefix}/docs-json`).expect(200);
        expect(body.servers).toEqual([{ url: '/team/tracker' }]);
      }
      await at.get(`/other${API}/stats`).expect(404);
    } finally {
      await set.close();
    }
  });

  it('that a proxy names in X-Forwarded-Prefix it does so too, and never of what is no path', async () => {
    const page = async (prefix: string): Promise<string> =>
      (await api().get('/').set({ accept: 'text/html', 'x-forwarded-prefix': prefix }).expect(200)).text;
    expect(await page('/tracker/')).toMatch(/content="\/tracker".* src="\/tracker\/assets\//s);
    for (const prefix of ['"><script>', '//evil.example', 'https://evil.example', '/a/../..', 'a']) {
      expect(await page(prefix)).toMatch(/name="base-path" content="".* src="\/assets\//s);
    }
  });
});

it('keeps connections as long as KEEP_ALIVE_SECONDS says', async () => {
  const patient = await openHttpApp({ KEEP_ALIVE_SECONDS: 650 });
  await patient.listen(0, '127.0.0.1');
  try {
    const { headers } = await fetch(`${await patient.getUrl()}/health/live`);
    expect(headers.get('keep-alive')).toBe('timeout=650');
  } finally {
    await patient.close();
  }
});

describe('PUT /patterns/{id}', () => {
  const path = `${API}/patterns/${PATTERN}`;
  const put = (headers: object, body: object | undefined): request.Test =>
    api()
      .put(path)
      .set(headers as Record<string, string>)
      .send(body);
  const tag = async (): Promise<string> => (await api().get(path).expect(200)).headers['etag']!;

  it('without a body changes nothing', async () => {
    await put({}, { name: 'Kept', description: 'As it is.' }).expect(200);
    for (const type of [undefined, 'application/json']) {
      const response = await put(type === undefined ? {} : { 'content-type': type }, undefined);
      expect([400, 422]).toContain(response.status);
    }
    for (const body of ['null', '[]', '"a"', '1']) {
      await api().put(path).type('json').send(body).expect(422);
    }
    expect((await api().get(path)).body).toMatchObject({ name: 'Kept', description: 'As it is.' });
    // An empty description is one: it clears.
    expect((await put({}, {}).expect(200)).body).toMatchObject({ name: null, description: null, tags: [] });
  });

  it('with If-Match overwrites no change that was not seen', async () => {
    const seen = await tag();
    const first = await put({ 'if-match': seen }, { name: 'First' }).expect(200);
    expect(first.headers['etag']).toBe(await tag());
    const { body } = await put({ 'if-match': seen }, { name: 'Second' }).expect(412);
    expect(body.type).toBe('urn:pattern-usage-tracker:problem:changed-meanwhile');
    expect((await api().get(path)).body.name).toBe('First');
    await put({ 'if-match': first.headers['etag'] }, { name: 'Second' }).expect(200);
    await put({ 'if-match': '*' }, { name: 'Third' }).expect(200);
  });

  it('of ten that saw the same lets one through', async () => {
    const seen = await tag();
    const statuses = await Promise.all(
      Array.from(
        { length: 10 },
        async (_, at) => (await put({ 'if-match': seen }, { name: `Editor ${at}` })).status,
      ),
    );
    expect(statuses.sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
  });

  it('with If-None-Match: * describes only what is not known', async () => {
    await put({ 'if-none-match': '*' }, { name: 'New' }).expect(412);
    const other = `${API}/patterns/3f0d5c8e-1111-4111-8111-000000000001`;
    await api().put(other).set('if-match', '*').send({ name: 'New' }).expect(412);
    await api().put(other).set('if-none-match', '*').send({ name: 'New' }).expect(200);
    await api().put(other).set('if-none-match', '*').send({ name: 'New' }).expect(412);
  });
});
