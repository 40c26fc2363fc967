import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import request from 'supertest';
import { IngestionService } from '../../src/ingestion/index.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { openHttpApp } from '../support/http-app.js';

const LOGS = '/v1/logs';
const API = '/api/pattern-analytics';
const PROTOBUF = 'application/x-protobuf';

let app: NestFastifyApplication;
let url: string;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp({
    BATCH_MAX_ITEMS: 50,
    BODY_LIMIT_BYTES: 100_000,
    OTLP_EVENTS: JSON.stringify({
      'agent.skill': {
        pattern: 'skill',
        outcome: 'ok',
        quality_score: 'stars',
        quality_max: 5,
        execution_time_ms: 'ms',
      },
      '*': { attributes: { 'user.email': 'hash' } },
    }),
  });
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}${LOGS}`;
});
afterAll(() => app.close());

interface Emitted {
  readonly eventName?: string;
  readonly body?: string;
  readonly timestamp?: Date;
  readonly attributes?: Record<string, string | number | boolean | string[]>;
}

/** What the SDK makes of events, ready for an exporter. */
const recordsOf = (events: readonly Emitted[]): ReadableLogRecord[] => {
  const memory = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'agent' }),
    processors: [new SimpleLogRecordProcessor({ exporter: memory })],
  });
  for (const event of events) provider.getLogger('agent').emit(event);
  return memory.getFinishedLogRecords();
};
const skill = (name: string, attributes: Emitted['attributes'] = {}): Emitted => ({
  body: 'claude_code.tool_result',
  attributes: {
    'event.name': 'tool_result',
    tool_name: 'Skill',
    tool_parameters: JSON.stringify({ skill_name: name }),
    success: 'true',
    ...attributes,
  },
});
const send = (
  exporter: JsonExporter | ProtobufExporter,
  records: ReadableLogRecord[],
): Promise<ExportResult> => new Promise((done) => exporter.export(records, done));
const serialized = (records: ReadableLogRecord[]): Buffer =>
  Buffer.from(ProtobufLogsSerializer.serializeRequest(records)!);
const postBytes = (
  body: Buffer,
  headers: Record<string, string> = {},
  server = app.getHttpServer(),
): request.Test =>
  request(server)
    .post(LOGS)
    .set({ 'content-type': PROTOBUF, ...headers })
    .responseType('blob')
    .send(body as unknown as string);
/** A google.rpc.Status, whose code is of one byte. */
const statusIn = (body: Buffer): { code: number; message: string } => {
  expect([body[0], body[2]]).toEqual([0x08, 0x12]);
  return { code: body[1]!, message: body.subarray(body[3]! < 128 ? 4 : 5).toString() };
};

const statsOf = async (name: string): Promise<{ id: string; total: number } | undefined> => {
  // A question of its own: one that others asked just now may be answered as it was then.
  const { body } = await api()
    .get(`${API}/usage-stats`)
    .query({ time_range: '1d', pattern: name })
    .expect(200);
  const rows = (body.patterns as { pattern_name: string; pattern_id: string; total_usage: number }[]).filter(
    (row) => row.pattern_name === name,
  );
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0] && { id: rows[0].pattern_id, total: rows[0].total_usage };
};

describe.each([
  ['JSON', (): JsonExporter => new JsonExporter({ url })],
  ['JSON, compressed', (): JsonExporter => new JsonExporter({ url, compression: 'gzip' as never })],
  ['protobuf', (): ProtobufExporter => new ProtobufExporter({ url })],
  [
    'protobuf, compressed',
    (): ProtobufExporter => new ProtobufExporter({ url, compression: 'gzip' as never }),
  ],
])('the SDK’s exporter of %s', (_, open) => {
  it('is all it takes, and counts once however often it exports', async () => {
    const name = `skill ${randomUUID()}`;
    const exporter = open();
    const records = recordsOf([
      skill(name, { 'event.sequence': 1 }),
      skill(name, { 'event.sequence': 2 }),
      { body: 'claude_code.api_request', attributes: { cost: 0.1, tags: ['a', 'b'] } },
      { eventName: 'agent.skill', attributes: { skill: name, ok: false, stars: 3, ms: 12.4 } },
    ]);
    for (let time = 0; time < 2; time += 1) {
      expect(await send(exporter, records)).toEqual({ code: ExportResultCode.SUCCESS });
      expect((await statsOf(name))!.total).toBe(3);
    }
    const { id } = (await statsOf(name))!;
    const { body } = await api().get(`${API}/patterns/${id}/effectiveness`).expect(200);
    expect(body.metrics).toMatchObject({
      success_count: 2,
      failure_count: 1,
      average_quality_score: 0.6,
      average_execution_time_ms: 12,
    });
    await exporter.shutdown();
  });
});

describe('calls of a skill that fail', () => {
  it('are failures, each of them one usage, as two events in requests of their own', async () => {
    const name = `skill ${randomUUID()}`;
    const of = (call: number): Emitted['attributes'] => ({
      'session.id': 'a06eb29a-8922-4fdf-bb27-96fc40fae415',
      'prompt.id': `p-${call}`,
      'user.email': 'dana@example.com',
      'user.id': `u-${call % 3}`,
    });
    const calls = Array.from({ length: 150 }, (_, call) => call);
    const activated = recordsOf(
      calls.map((call) => ({
        body: 'claude_code.skill_activated',
        attributes: { 'skill.name': name, invocation_trigger: 'claude-proactive', ...of(call) },
      })),
    );
    const results = recordsOf(calls.map((call) => skill(name, { success: 'false', ...of(call) })));
    const records = [...activated, ...results];
    for (let from = 0; from < records.length; from += 50) {
      await postBytes(serialized(records.slice(from, from + 50))).expect(200);
    }
    const { id, total } = (await statsOf(name))!;
    expect(total).toBe(150);
    const { body } = await api().get(`${API}/patterns/${id}/effectiveness`).expect(200);
    expect(body.metrics).toMatchObject({ success_count: 0, failure_count: 150, success_rate: 0 });
    const history = await api().get(`${API}/patterns/${id}/history?limit=150`).expect(200);
    const usages = history.body.feedback_history as { actor: string; context: Record<string, unknown> }[];
    expect(new Set(usages.map(({ actor }) => actor)).size).toBe(3);
    // As OTLP_EVENTS wants it, and as it is without.
    expect(usages[0]!.context['user.email']).toMatch(/^hashed:/);
    expect(usages[0]!.context).not.toHaveProperty('user.id');
  });
});

describe('an export', () => {
  it('is the same usage in either encoding', async () => {
    const name = `skill ${randomUUID()}`;
    const records = recordsOf([skill(name, { list: ['ä', 'b'], big: 2 ** 40, half: 0.5, yes: true })]);
    await send(new JsonExporter({ url }), records);
    await send(new ProtobufExporter({ url }), records);
    expect((await statsOf(name))!.total).toBe(1);
  });

  it('tells what it refused, in its own encoding', async () => {
    const name = `skill ${randomUUID()}`;
    const records = recordsOf([
      { body: 'something else' },
      { eventName: 'agent.skill', attributes: { skill: name, stars: 7 } },
      skill(name),
      { ...skill(name), timestamp: new Date(Date.now() + 3_600_000) },
    ]);
    const { body } = await postBytes(serialized(records)).expect(200).expect('content-type', PROTOBUF);
    const { partialSuccess } = ProtobufLogsSerializer.deserializeResponse(body);
    expect(Number(partialSuccess!.rejectedLogRecords)).toBe(2);
    expect(partialSuccess!.errorMessage).toMatch(
      /^Refused 2 of 3 usages\. Record 1 \(agent\.skill\): The attribute stars must be a number from 0 to 5 \(quality_max\)\. Record 3 \(claude_code.tool_result\): timeUnixNano is \d+, which is in the future/,
    );
    expect((await statsOf(name))!.total).toBe(1);
    const json = await api()
      .post(LOGS)
      .send({
        resourceLogs: [
          {
            scopeLogs: [
              {
                logRecords: [
                  { eventName: 'agent.skill', attributes: [{ key: 'skill', value: { stringValue: name } }] },
                ],
              },
            ],
          },
        ],
      })
      .expect(200)
      .expect('content-type', /^application\/json/);
    expect(json.body.partialSuccess).toEqual({
      rejectedLogRecords: '1',
      errorMessage: expect.stringMatching(/timeUnixNano and observedTimeUnixNano are missing or 0/),
    });
  });

  it('may be empty', async () => {
    expect((await api().post(LOGS).send({}).expect(200)).body).toEqual({});
    expect((await postBytes(Buffer.alloc(0)).expect(200)).body).toHaveLength(0);
  });

  it('is counted by what became of its records', async () => {
    const metrics = async (): Promise<Record<string, number>> => {
      const { text } = await api().get('/metrics').expect(200);
      return Object.fromEntries(
        [...text.matchAll(/^pattern_usage_otlp_records_total\{result="(\w+)"\} (\d+)$/gm)].map(
          ([, result, count]) => [result, Number(count)],
        ),
      );
    };
    const before = await metrics();
    const name = `skill ${randomUUID()}`;
    const body = serialized(
      recordsOf([
        skill(name),
        { body: 'x' },
        { eventName: 'agent.skill', attributes: { skill: name, stars: 9 } },
      ]),
    );
    await postBytes(body).expect(200);
    await postBytes(body).expect(200);
    const after = await metrics();
    expect(Object.fromEntries(Object.keys(before).map((key) => [key, after[key]! - before[key]!]))).toEqual({
      stored: 1,
      duplicate: 1,
      refused: 2,
      ignored: 2,
    });
  });
});

describe('a refusal', () => {
  it('is a google.rpc.Status for protobuf', async () => {
    const { body } = await postBytes(Buffer.from([0x0a, 0x7f, 0x01]))
      .expect(400)
      .expect('content-type', PROTOBUF);
    expect(statusIn(body)).toEqual({
      code: 3,
      message: expect.stringMatching(/^The body is no ExportLogsServiceRequest: /),
    });
    const many = serialized(recordsOf(Array.from({ length: 51 }, () => ({ body: 'x' }))));
    expect(statusIn((await postBytes(many).expect(413)).body).message).toMatch(
      /more than 50 log records \(BATCH_MAX_ITEMS\)/,
    );
    const bomb = gzipSync(Buffer.alloc(200_000));
    const large = await postBytes(bomb, { 'content-encoding': 'gzip' }).expect(413);
    expect(statusIn(large.body).message).toMatch(/BODY_LIMIT_BYTES/);
  });

  it('is a problem document with the members of one for JSON', async () => {
    const { body } = await api()
      .post(LOGS)
      .send({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ traceId: 'no' }] }] }] })
      .expect(400)
      .expect('content-type', /^application\/json/);
    const detail = 'The body is no ExportLogsServiceRequest: LogRecord.traceId must be text in hexadecimal.';
    expect(body).toMatchObject({ status: 400, detail, instance: LOGS, code: 3, message: detail });
    await api().post(LOGS).set('content-type', 'application/json').send('{"resourceLogs":').expect(400);
  });

  it('is a problem document where the encoding is neither', async () => {
    const { body } = await api().post(LOGS).set('content-type', 'text/plain').send('x').expect(415);
    expect(body.detail).toBe(
      'The content type is text/plain; it must be application/json or application/x-protobuf.',
    );
    await api()
      .post(LOGS)
      .expect(415)
      .expect('content-type', /^application\/problem\+json/);
    await api().post(LOGS).set('content-type', 'application/cloudevents+json').send('{}').expect(415);
    await api().post(`${API}/usage`).set('content-type', PROTOBUF).send('x').expect(415);
    await api().get(LOGS).expect(405).expect('allow', 'POST');
  });
});

describe('a server with more than it can take', () => {
  it('asks the exporter to come again, and counts what comes then once', async () => {
    const small = await openHttpApp({ WRITE_QUEUE_MAX_ITEMS: 1 });
    await small.listen(0, '127.0.0.1');
    const server = small.getHttpServer();
    const { port } = server.address() as { port: number };
    const lock = small.get(TrackerDataSource, { strict: false }).createQueryRunner();
    await lock.startTransaction();
    await lock.query('LOCK TABLE pattern_feedback');
    const waiting = request(server)
      .post(`${API}/usage`)
      .send({ pattern_id: randomUUID(), outcome: 'success' })
      .then(({ status }) => status);
    const ingestion = small.get(IngestionService, { strict: false });
    while (ingestion.pending < 1) await nextTurn();
    const name = `skill ${randomUUID()}`;
    const others = Array.from({ length: 1000 }, () => ({ body: 'x'.repeat(100) }));
    const records = recordsOf([skill(name), ...others]);
    const refused = await postBytes(serialized(records), {}, server).expect(503);
    expect(refused.headers).toMatchObject({ 'retry-after': '1', 'content-type': PROTOBUF });
    expect(statusIn(refused.body)).toMatchObject({
      code: 14,
      message: expect.stringMatching(/wait to be stored/),
    });
    let refusals = 0;
    let released: Promise<void> | undefined;
    server.on('request', (_: IncomingMessage, response: ServerResponse) =>
      response.once('finish', () => {
        if (response.statusCode !== 503) return;
        refusals += 1;
        if (refusals === 1) released = lock.rollbackTransaction().then(() => lock.release());
      }),
    );
    const exporter = new ProtobufExporter({ url: `http://127.0.0.1:${port}${LOGS}` });
    expect(await send(exporter, records)).toEqual({
      code: ExportResultCode.SUCCESS,
    });
    expect(refusals).toBeGreaterThan(0);
    await released;
    expect(await waiting).toBe(201);
    const { body } = await request(server).get(`${API}/usage-stats?time_range=1d`).expect(200);
    const counted = (body.patterns as { pattern_name: string }[]).filter((one) => one.pattern_name === name);
    expect(counted).toMatchObject([{ total_usage: 1 }]);
    await exporter.shutdown();
    await small.close();
  });
});
