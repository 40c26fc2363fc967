import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { v7 as uuidV7 } from 'uuid';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const BATCH = `${API}/usage/batch`;
const JSON_TYPE = 'application/json';
const NDJSON = 'application/x-ndjson';

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp();
});
afterAll(() => app.close());

const post = (path: string, type: string, body: string | Buffer): request.Test =>
  api()
    .post(path)
    .set('content-type', type)
    .serialize((data: unknown) => data as string)
    .send(body as string);

/** A usage as JSON text, as no JSON.stringify would write it. */
const usageText = (pattern: string, members = ''): string =>
  `{"id":"${uuidV7()}","pattern_id":"${pattern}","outcome":"success"${members}}`;
const historyOf = async (pattern: string): Promise<string> =>
  (await api().get(`${API}/pattern/${pattern}/history`).expect(200)).text;

/** What a usage's members become from each source: the answer's status and, of a batch, its report. */
const sources: readonly [string, (text: string) => Promise<{ isTaken: boolean; message: string }>][] = [
  [
    'POST /usage',
    async (text) => {
      const { status, body } = await post(`${API}/usage`, JSON_TYPE, text);
      return { isTaken: status === 201, message: body.detail ?? '' };
    },
  ],
  [
    'a batch',
    async (text) => {
      const good = usageText(randomUUID());
      const { body } = await post(BATCH, JSON_TYPE, `[${good},${text}]`);
      expect(body).toMatchObject({ received: 2 });
      return { isTaken: body.stored === 2, message: body.errors[0]?.message ?? '' };
    },
  ],
  [
    'NDJSON',
    async (text) => {
      const { body } = await post(BATCH, NDJSON, `${usageText(randomUUID())}\n${text}`);
      expect(body).toMatchObject({ received: 2 });
      return { isTaken: body.stored === 2, message: body.errors[0]?.message ?? '' };
    },
  ],
  [
    'CloudEvents',
    async (text) => {
      const event = `{"specversion":"1.0","id":"${randomUUID()}","source":"/s","type":"t","data":${text}}`;
      const { status, body } = await post(`${API}/usage`, 'application/cloudevents+json', event);
      return { isTaken: status === 201, message: body.detail ?? '' };
    },
  ],
];

describe.each(sources)('through %s', (_, send) => {
  it.each([
    '9007199254740993',
    '-9007199254740993',
    '123456789012345678901234567890',
    '0.1000000000000000055511151231257827',
    '0.30000000000000004',
    '12345678901234567.5',
  ])('%s keeps its digits in a context', async (number) => {
    const pattern = randomUUID();
    const text = usageText(pattern, `,"context":{"order_id":${number},"list":[${number}]}`);
    expect(await send(text)).toEqual({ isTaken: true, message: '' });
    expect(await historyOf(pattern)).toContain(`"list":[${number}]`);
    expect(await historyOf(pattern)).toContain(`"order_id":${number}`);
  });

  it.each([
    ['1e400', /A number is too large to be stored/],
    ['-1e400', /A number is too large to be stored/],
    ['1e-400', /A number is too close to 0/],
    [`1${'0'.repeat(999)}1`, /A number has more than 1000 characters/],
  ])('%s is refused with a reason', async (number, reason) => {
    const refused = await send(usageText(randomUUID(), `,"context":{"a":${number}}`));
    expect(refused).toEqual({ isTaken: false, message: expect.stringMatching(reason) });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'toJSON'])(
    'a key %s is as any other',
    async (key) => {
      const pattern = randomUUID();
      const context = `{"${key}":{"prototype":1,"${key}":9007199254740993}}`;
      expect(await send(usageText(pattern, `,"context":${context}`))).toEqual({ isTaken: true, message: '' });
      const { feedback_history } = JSON.parse(await historyOf(pattern)) as {
        feedback_history: { context: object }[];
      };
      expect(Object.keys(feedback_history[0]!.context)).toEqual([key]);
      expect(({} as Record<string, unknown>)['prototype']).toBeUndefined();
    },
  );

  it('a built-in name beside the fields is refused by its name', async () => {
    const refused = await send(usageText(randomUUID(), ',"__proto__":{"outcome":"error"}'));
    expect(refused).toEqual({ isTaken: false, message: 'There is no field named "__proto__".' });
  });

  it.each([
    ['quality_score', '0.9000000000000000222', true, ''],
    ['quality_score', '1.00000000000000000001', true, ''],
    ['quality_score', '9007199254740993', false, 'quality_score is 9007199254740993; it must be a number'],
    ['execution_time_ms', '150.0', true, ''],
    ['execution_time_ms', '1.5e2', true, ''],
    ['execution_time_ms', '"150"', false, 'execution_time_ms is "150"; it must be a whole number'],
    ['execution_time_ms', '9007199254740993', false, 'execution_time_ms is 9007199254740993; it must be'],
    ['pattern_name', '9007199254740993', false, 'pattern_name is 9007199254740993; it must be text'],
    ['context', '9007199254740993', false, 'context is 9007199254740993; it must be an object'],
    ['issues', '[9007199254740993]', false, 'issues is [9007199254740993]; it must be a list'],
    ['created_at', '"2016-12-31T23:59:60Z"', true, ''],
    ['created_at', '"2026-03-01t12:00:00.1234567891z"', true, ''],
    ['created_at', '"0000-01-01T00:00:00Z"', false, 'created_at is 0000-01-01T00:00:00Z, which is older'],
  ])('%s: %s is taken: %s', async (field, value, isTaken, message) => {
    const said = await send(usageText(randomUUID(), `,"${field}":${value}`));
    expect(said).toEqual({ isTaken, message: expect.stringContaining(message) });
  });

  it.each([
    ['\\ud800', 'half of a surrogate pair', false],
    ['\\u0000', 'NUL', false],
    ['\\uffff\\ufdd0\\ufffd', 'noncharacters', true],
    ['\\ud83d\\ude00', 'a pair', true],
  ])('text of %s (%s) is taken: %s', async (escaped, _name, isTaken) => {
    const pattern = randomUUID();
    expect(await send(usageText(pattern, `,"error_message":"${escaped}"`))).toMatchObject({ isTaken });
    if (!isTaken) return;
    const { feedback_history } = JSON.parse(await historyOf(pattern)) as {
      feedback_history: { error_message: string }[];
    };
    expect(feedback_history[0]!.error_message).toBe(JSON.parse(`"${escaped}"`));
  });
});

describe('times in a query', () => {
  it('are RFC 3339 as in a body', async () => {
    const pattern = randomUUID();
    await post(`${API}/usage`, JSON_TYPE, usageText(pattern)).expect(201);
    for (const from of [
      '2016-12-31T23:59:60Z',
      '2020-01-01t00:00:00.1234567890123z',
      '0000-01-01T00:00:00Z',
    ]) {
      const to = new Date(Date.now() + 60_000).toISOString();
      const { body } = await api().get(`${API}/pattern/${pattern}/history?from=${from}&to=${to}`).expect(200);
      expect(body.feedback_history).toHaveLength(1);
    }
    const most = 'from=0000-01-01T00:00:00%2B23:59&to=9999-12-31T23:59:59-23:59';
    for (const path of [`/pattern/${pattern}/history?`, '/usages/export?format=ndjson&', '/errors?']) {
      const { status, body } = await api().get(`${API}${path}${most}`);
      expect([path, status < 500, body]).toEqual([path, true, expect.anything()]);
    }
  });
});

describe('bytes that are not UTF-8', () => {
  const bad = (pattern: string): Buffer =>
    Buffer.from(usageText(pattern, ',"pattern_name":"Caf\xe9"'), 'latin1');

  it('are refused as a whole where they are a whole body', async () => {
    const { body } = await post(`${API}/usage`, JSON_TYPE, bad(randomUUID())).expect(400);
    expect(body.detail).toBe(
      'The request could not be read: It has bytes that are not UTF-8; it must be UTF-8.',
    );
    const utf16 = Buffer.from(`\uFEFF${usageText(randomUUID())}`, 'utf16le');
    const told = await post(`${API}/usage`, JSON_TYPE, utf16).expect(400);
    expect(told.body.detail).toBe('The request could not be read: It is in UTF-16; it must be in UTF-8.');
    const lines = await post(BATCH, NDJSON, utf16).expect(207);
    expect(lines.body.errors[0].message).toMatch(/^Line 1 cannot be read\. It is in UTF-16/);
    await post(`${API}/usage`, JSON_TYPE, `\uFEFF${usageText(randomUUID())}`).expect(201);
  });

  it.each([
    [
      JSON_TYPE,
      (items: Buffer[]) =>
        Buffer.concat([Buffer.from('['), items[0]!, Buffer.from(','), items[1]!, Buffer.from(']')]),
    ],
    [NDJSON, (items: Buffer[]) => Buffer.concat([items[0]!, Buffer.from('\n'), items[1]!])],
  ] as const)('are a fault of their item alone in a batch of %s', async (type, join) => {
    const good = randomUUID();
    const text = usageText(good, ',"pattern_name":"Café"');
    const { body } = await post(BATCH, type, join([bad(randomUUID()), Buffer.from(text)])).expect(207);
    expect(body).toMatchObject({ stored: 1, rejected: 1 });
    expect(body.errors).toMatchObject([{ index: 0, code: 'invalid_text', pointer: '/pattern_name' }]);
    expect(body.errors[0].message).toMatch(/bytes that are not UTF-8/);
    expect((await api().get(`${API}/patterns/${good}`)).body.name).toBe('Café');
  });

  it.each([
    [`${API}/usage`, 'application/json; charset=iso-8859-1', 415],
    [`${API}/usage`, 'application/json; charset="UTF-16"', 415],
    [`${API}/usage`, 'application/json;charset=utf8', 201],
    [`${API}/usage`, 'application/json; charset="UTF-8"', 201],
    [BATCH, 'application/x-ndjson; charset=windows-1252', 415],
    [BATCH, 'application/cloudevents+json; charset=latin1', 415],
    [`${API}/feedback`, 'application/json; charset=iso-8859-1', 415],
    ['/v1/logs', 'application/json; charset=iso-8859-1', 415],
    ['/v1/traces', 'application/json; charset=iso-8859-1', 415],
    ['/v1/metrics', 'application/json; charset=iso-8859-1', 415],
  ])('%s declared as %s is %d', async (path, type, status) => {
    const { body } = await post(path, type, usageText(randomUUID())).expect(status);
    if (status === 415)
      expect(body.detail).toMatch(
        /^The content type declares the charset [\w-]+; bodies must be in UTF-8\.$/,
      );
  });
});
