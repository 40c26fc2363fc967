import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import * as zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import request from 'supertest';
import { v7 as uuidV7 } from 'uuid';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const BATCH = `${API}/usage/batch`;
const LIMITS = {
  BODY_LIMIT_BYTES: 300_000,
  STREAM_LIMIT_BYTES: 4_000_000,
  ITEM_LIMIT_BYTES: 2000,
};

let app: NestFastifyApplication;
let port: number;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp(LIMITS);
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as { port: number }).port;
});
afterAll(() => app.close());

const totalOf = async (pattern: string): Promise<number> => {
  const { body } = await api().get(`${API}/usage-stats?time_range=90d&pattern_id=${pattern}`).expect(200);
  return body.patterns[0]?.total_usage ?? 0;
};
const usageOf = (pattern: string, fields: object = {}): object => ({
  id: uuidV7(),
  pattern_id: pattern,
  outcome: 'success',
  ...fields,
});
const ndjson = (items: readonly unknown[]): string =>
  items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join('\n');
const send = (type: string, body: string, headers: Record<string, string> = {}): request.Test =>
  api()
    .post(BATCH)
    .set({ 'content-type': type, ...headers })
    .send(body);
/** What a client gets that reads bytes, not documents. */
const raw = (test: request.Test): request.Test =>
  test.buffer(true).parse((response, done) => {
    let text = '';
    response.on('data', (chunk: Buffer) => (text += chunk.toString()));
    response.on('end', () => done(null, text));
  });

describe('NDJSON', () => {
  const NDJSON = 'application/x-ndjson';

  it('is stored line by line, and each refused line is named', async () => {
    const pattern = randomUUID();
    const repeated = usageOf(pattern);
    const lines = [
      `\uFEFF${JSON.stringify(usageOf(pattern))}\r`,
      '',
      repeated,
      '{"pattern_id":',
      repeated,
      usageOf(pattern, { quality_score: 2 }),
      usageOf(pattern, { context: { text: 'x'.repeat(3000) } }),
      '   ',
      usageOf(pattern),
    ];
    const { body } = await send(NDJSON, ndjson(lines)).expect(207);
    expect(body).toMatchObject({ received: 7, stored: 3, duplicates: 1, rejected: 3 });
    expect(body).not.toHaveProperty('results');
    expect(body.errors).toMatchObject([
      { index: 2, id: null, code: 'malformed_json', message: expect.stringMatching(/^Line 4 /) },
      { index: 4, id: expect.any(String), pointer: '/quality_score' },
      {
        index: 5,
        code: 'too_large',
        message: expect.stringMatching(/^Line 7 has \d+ bytes; at most 2000 .*ITEM_LIMIT_BYTES/),
      },
    ]);
    expect(await totalOf(pattern)).toBe(3);
    await send(NDJSON, '').expect(200);
  });

  it('is the same however it is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 }),
        async (good, cuts) => {
          const pattern = randomUUID();
          const text = ndjson(
            good.map((ok) => usageOf(pattern, ok ? { error_message: 'grün 😀' } : { outcome: '?' })),
          );
          const bytes = Buffer.from(text);
          const outgoing = httpRequest({
            port,
            path: BATCH,
            method: 'POST',
            headers: { 'content-type': NDJSON },
          });
          const answered = once(outgoing, 'response');
          for (let from = 0, cut = 0; from < bytes.length; cut += 1) {
            const end = from + cuts[cut % cuts.length]!;
            outgoing.write(bytes.subarray(from, end));
            from = end;
          }
          outgoing.end();
          const [response] = await answered;
          let answer = '';
          for await (const chunk of response) answer += String(chunk);
          expect(JSON.parse(answer)).toMatchObject({
            received: good.length,
            stored: good.filter(Boolean).length,
            errors: good.flatMap((ok, index) => (ok ? [] : [{ index, pointer: '/outcome' }])),
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('tells of each chunk where the caller takes NDJSON', async () => {
    const pattern = randomUUID();
    const items = Array.from({ length: 2500 }, (_, at) =>
      usageOf(pattern, at === 1500 ? { outcome: 'no' } : {}),
    );
    const response = await raw(send(NDJSON, ndjson(items), { accept: NDJSON })).expect(200);
    expect(response.headers['content-type']).toMatch(NDJSON);
    const lines = (response.body as string)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { received: 1000, stored: 1000 },
      { received: 1000, stored: 999, rejected: 1, errors: [{ index: 1500 }] },
      { received: 500, stored: 500 },
      { total: { received: 2500, stored: 2499, rejected: 1, errors: [{ index: 1500 }] } },
    ]);
    expect(await totalOf(pattern)).toBe(2499);
  });

  it('ends with a 413 that names the limit and says what was taken', async () => {
    const pattern = randomUUID();
    const line = JSON.stringify(usageOf(pattern, { context: { text: randomBytes(750).toString('hex') } }));
    // Not so alike that they would be refused for how much they decompress to.
    const many = Array.from({ length: 3000 }, (_, at) => line.padEnd(1700 + (at % 200))).join('\n');
    const { body } = await send(NDJSON, gzipSync(many) as unknown as string, {
      'content-encoding': 'gzip',
    }).expect(413);
    expect(body.detail).toMatch(/larger than 4000000 bytes \(STREAM_LIMIT_BYTES\); the \d+000 usages before/);
    const told = await raw(send(NDJSON, many, { accept: NDJSON })).expect(200);
    const last = JSON.parse((told.body as string).trimEnd().split('\n').at(-1)!);
    expect(last.problem).toMatchObject({ status: 413, instance: BATCH });
    expect(await totalOf(pattern)).toBe(1);
  });

  it('keeps what came before the client went away', async () => {
    const pattern = randomUUID();
    const socket = connect(port, '127.0.0.1');
    const chunk = `${ndjson(Array.from({ length: 1000 }, () => usageOf(pattern)))}\n`;
    socket.write(
      `POST ${BATCH} HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${NDJSON}\r\ncontent-length: 99999999\r\n\r\n${chunk}{"half`,
    );
    while ((await totalOf(pattern)) < 1000) await new Promise((done) => setTimeout(done, 20));
    socket.destroy();
    await api().get('/health/live').expect(200);
    expect(await totalOf(pattern)).toBe(1000);
  });

  it('is taken by the batch alone', async () => {
    const refused = await api().post(`${API}/usage`).set('content-type', NDJSON).send('{}').expect(415);
    expect(refused.body.detail).toBe(
      'The content type is application/x-ndjson; it must be application/json or application/cloudevents+json.',
    );
    await api().put(`${API}/patterns/${randomUUID()}`).set('content-type', NDJSON).send('{}').expect(415);
  });
});

describe('CloudEvents', () => {
  const ONE = 'application/cloudevents+json; charset=utf-8';
  const MANY = 'application/cloudevents-batch+json';
  const event = (pattern: string, fields: object = {}, data: object = {}): object => ({
    specversion: '1.0',
    id: randomUUID(),
    source: '/agents/7',
    type: 'org.example.pattern.used',
    time: '2026-11-01T10:00:00.123Z',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    data: { pattern_id: pattern, outcome: 'success', ...data },
    ...fields,
  });

  it('are recorded once, by their id and time, and answered without content', async () => {
    const pattern = randomUUID();
    const one = event(pattern);
    const answer = await send(ONE, JSON.stringify(one)).expect(204);
    expect(answer.text).toBe('');
    const named = event(pattern, { id: 'order-17' });
    await send(MANY, JSON.stringify([one, named, { ...named, source: '/agents/8' }])).expect(204);
    await send(MANY, JSON.stringify([named])).expect(204);
    expect(await totalOf(pattern)).toBe(3);
    const { body } = await api()
      .post(`${API}/usage`)
      .set('content-type', ONE)
      .send(JSON.stringify(one))
      .expect(200);
    expect(body).toMatchObject({
      id: (one as { id: string }).id,
      created_at: '2026-11-01T10:00:00.123Z',
      duplicate: true,
    });
  });

  it('may name the pattern as their subject, and carry id and time in their data', async () => {
    const pattern = randomUUID();
    const id = uuidV7();
    const data = { outcome: 'error', id };
    await send(
      ONE,
      JSON.stringify({ ...event(pattern, { subject: pattern, time: undefined }), data }),
    ).expect(204);
    await send(
      ONE,
      JSON.stringify({ ...event(pattern, { subject: pattern, time: undefined }), data }),
    ).expect(204);
    expect(await totalOf(pattern)).toBe(1);
  });

  it.each<[string, unknown, string, string]>([
    ['no object', 7, '', 'wrong_type'],
    ['another version', event(randomUUID(), { specversion: '0.3' }), '/specversion', 'not_allowed'],
    ['no source', event(randomUUID(), { source: undefined }), '/source', 'required'],
    ['an empty id', event(randomUUID(), { id: '' }), '/id', 'required'],
    ['a numeric type', event(randomUUID(), { type: 7 }), '/type', 'required'],
    ['data that is text', event(randomUUID(), { data: 'x' }), '/data', 'wrong_type'],
    [
      'a list in Base64',
      event(randomUUID(), { data: undefined, data_base64: 'W10=' }),
      '/data_base64',
      'wrong_type',
    ],
    ['no Base64', event(randomUUID(), { data: undefined, data_base64: '*' }), '/data_base64', 'wrong_type'],
    ['data twice', event(randomUUID(), { data_base64: 'e30=' }), '/data', 'wrong_type'],
    [
      'a subject that is none',
      event('', { subject: 'x'.repeat(257), data: { outcome: 'success' } }),
      '/subject',
      'invalid_text',
    ],
    ['data in XML', event(randomUUID(), { datacontenttype: 'text/xml' }), '/data', 'wrong_type'],
    ['a wrong field', event(randomUUID(), {}, { quality_score: 7 }), '/data/quality_score', 'out_of_range'],
    ['a wrong time', event(randomUUID(), { time: 'soon' }), '/time', 'invalid_time'],
    ['no time beside an id of its own', event(randomUUID(), { time: undefined }), '/time', 'required'],
    ['no pattern', event('x', { subject: undefined }), '/data/pattern_id', 'invalid_uuid'],
  ])('with %s are refused', async (_, refused, pointer, code) => {
    const single = await send(ONE, JSON.stringify(refused)).expect(422);
    expect(single.body.errors).toMatchObject([{ pointer, code }]);
    const good = randomUUID();
    const { body } = await send(MANY, JSON.stringify([event(good), refused])).expect(207);
    expect(body).toMatchObject({ stored: 1, rejected: 1, errors: [{ index: 1, pointer, code }] });
    expect(await totalOf(good)).toBe(1);
  });

  it('are no list on their own and a list in a batch', async () => {
    await send(MANY, JSON.stringify(event(randomUUID()))).expect(422);
    await send(ONE, JSON.stringify([event(randomUUID())])).expect(422);
    await send(MANY, '[{').expect(400);
  });
});

describe('compressed bodies', () => {
  const zstd = (zlib as unknown as { zstdCompressSync?: (data: Buffer) => Buffer }).zstdCompressSync;
  const compressors: [string, (data: Buffer) => Buffer][] = [
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ...(zstd ? ([['zstd', zstd]] as [string, (data: Buffer) => Buffer][]) : []),
  ];
  const sendCompressed = (encoding: string, type: string, body: Buffer): request.Test =>
    api()
      .post(BATCH)
      .set({ 'content-type': type, 'content-encoding': encoding })
      .serialize((data: unknown) => data as string)
      .send(body);

  it.each(compressors)('by %s are decompressed for every source', async (encoding, compress) => {
    const pattern = randomUUID();
    const compressed = (text: string): Buffer => compress(Buffer.from(text));
    await sendCompressed(encoding, 'application/json', compressed(JSON.stringify([usageOf(pattern)]))).expect(
      200,
    );
    await sendCompressed(
      encoding,
      'application/x-ndjson',
      compressed(JSON.stringify(usageOf(pattern))),
    ).expect(200);
    expect(await totalOf(pattern)).toBe(2);
  });

  it.each(compressors)(
    'by %s that decompress to too much are a 413, and cost little',
    async (encoding, compress) => {
      const bomb = compress(Buffer.alloc(50_000_000, ' '));
      const { body } = await sendCompressed(encoding, 'application/json', bomb).expect(413);
      expect(body.detail).toBe('The body is larger than 300000 bytes (BODY_LIMIT_BYTES).');
      const stream = await sendCompressed(encoding, 'application/x-ndjson', bomb).expect(413);
      expect(stream.body.detail).toMatch(/STREAM_LIMIT_BYTES/);
    },
  );

  it('are known by their coding in any case, and by the old name of gzip', async () => {
    const pattern = randomUUID();
    const codings = ['GZIP', 'x-gzip', 'X-GZip', 'identity, gzip', 'Identity,gzip,'];
    for (const encoding of codings) {
      const compressed = gzipSync(JSON.stringify([usageOf(pattern)]));
      await sendCompressed(encoding, 'application/json', compressed).expect(200);
    }
    const plain = Buffer.from(JSON.stringify([usageOf(pattern)]));
    await sendCompressed('IDENTITY', 'application/json', plain).expect(200);
    expect(await totalOf(pattern)).toBe(codings.length + 1);
  });

  it.each(['gzip, gzip', 'br, gzip', 'constructor', 'toString', 'compress', 'gzip;q=1'])(
    'by %s are refused',
    async (encoding) => {
      const twice = gzipSync(gzipSync('[]'));
      const { body } = await sendCompressed(encoding, 'application/json', twice).expect(415);
      expect(body.detail).toContain(`The content encoding is ${encoding}; it must be gzip, br`);
    },
  );

  it.each(compressors)(
    'by %s may decompress to no more than 200 times what was sent',
    async (encoding, compress) => {
      const pattern = randomUUID();
      const line = `${JSON.stringify({ pattern_id: pattern, outcome: 'success' }).padEnd(1500)}\n`;
      const bomb = compress(Buffer.from(line.repeat(2600)));
      const { body } = await sendCompressed(encoding, 'application/x-ndjson', bomb).expect(413);
      const taken = Number(/200 times as much as was sent .*the (\d+) usages before/.exec(body.detail)![1]);
      expect(taken).toBeLessThan(2600);
      expect(await totalOf(pattern)).toBe(taken);
    },
  );

  it('that cannot be decompressed are refused', async () => {
    await sendCompressed('gzip', 'application/json', Buffer.from('[]')).expect(400);
    const torn = gzipSync(ndjson([usageOf(randomUUID())])).subarray(0, 40);
    const { body } = await sendCompressed('gzip', 'application/x-ndjson', torn).expect(400);
    expect(body.detail).toMatch(/^The body could not be read to its end/);
    const unknown = await sendCompressed('lzma', 'application/json', Buffer.from('[]')).expect(415);
    expect(unknown.body.detail).toBe(
      'The content encoding is lzma; it must be gzip, br, zstd, or deflate, as far as this Node.js has it.',
    );
  });
});
