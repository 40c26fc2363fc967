import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import request from 'supertest';
import { patternIdOf } from '../../src/common/pattern-id.js';
import { openHttpApp } from '../support/http-app.js';
import { describeWithOtelPython } from '../support/otel-python/otel-python.js';

const LOGS = '/v1/logs';
const TRACES = '/v1/traces';
const API = '/api/pattern-analytics';
const PROTOBUF = 'application/x-protobuf';

let app: NestFastifyApplication;
let url: string;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp({ BATCH_MAX_ITEMS: 50, BODY_LIMIT_BYTES: 100_000 });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

interface Traced {
  readonly name: string;
  readonly attributes?: Record<string, string | number>;
  readonly error?: string;
  readonly startTime?: Date;
  readonly inside?: readonly Traced[];
}

/** What the SDK makes of spans within one another, ready for an exporter. */
const spansOf = async (traced: readonly Traced[]): Promise<ReadableSpan[]> => {
  const memory = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'agent' }),
    spanProcessors: [new SimpleSpanProcessor({ exporter: memory })],
  });
  const tracer = provider.getTracer('agent');
  const start = (
    { name, attributes = {}, error, startTime, inside = [] }: Traced,
    within = context.active(),
  ): void => {
    const options = { kind: SpanKind.INTERNAL, attributes, ...(startTime ? { startTime } : {}) };
    const span = tracer.startSpan(name, options, within);
    for (const one of inside) start(one, trace.setSpan(within, span));
    if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    span.end();
  };
  for (const one of traced) start(one);
  await provider.forceFlush();
  return memory.getFinishedSpans();
};
const tool = (name: string, more: Partial<Traced> = {}): Traced => ({
  name: `execute_tool ${name}`,
  ...more,
  attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name, ...more.attributes },
});
const post = (body: Buffer, headers: Record<string, string> = {}, path = TRACES): request.Test =>
  api()
    .post(path)
    .set({ 'content-type': PROTOBUF, ...headers })
    .responseType('blob')
    .send(body as unknown as string);
const serialized = async (traced: readonly Traced[]): Promise<Buffer> =>
  Buffer.from(ProtobufTraceSerializer.serializeRequest(await spansOf(traced))!);

interface Listed {
  readonly outcome: string;
  readonly error_message: string | null;
  readonly execution_id: string | null;
  readonly correlation_id: string | null;
}
/** The usages of a pattern, those that failed first. */
const usagesOf = async (name: string): Promise<Listed[]> => {
  const { body } = await api()
    .get(`${API}/patterns/${encodeURIComponent(name)}/history`)
    .expect(200);
  return (body.feedback_history as Listed[]).sort((a, b) => (a.outcome < b.outcome ? -1 : 1));
};

describe.each([
  ['JSON', (to: string): JsonExporter => new JsonExporter({ url: to })],
  [
    'JSON, compressed',
    (to: string): JsonExporter => new JsonExporter({ url: to, compression: 'gzip' as never }),
  ],
  ['protobuf', (to: string): ProtobufExporter => new ProtobufExporter({ url: to })],
  [
    'protobuf, compressed',
    (to: string): ProtobufExporter => new ProtobufExporter({ url: to, compression: 'gzip' as never }),
  ],
])('the SDK’s exporter of spans as %s', (_, open) => {
  it('is all it takes, and counts once however often it exports', async () => {
    const name = `search ${randomUUID()}`;
    const exporter = open(url + TRACES);
    const spans = await spansOf([
      {
        name: 'invoke_agent planner',
        attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': `${name} agent` },
        inside: [
          tool(name),
          tool(name, { error: 'no disk' }),
          { name: 'chat', attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 10 } },
        ],
      },
    ]);
    const { traceId } = spans[0]!.spanContext();
    for (let time = 0; time < 2; time += 1) {
      const result = await new Promise<ExportResult>((done) => exporter.export(spans, done));
      expect(result).toEqual({ code: ExportResultCode.SUCCESS });
      const [failed, worked, ...more] = await usagesOf(name);
      expect(more).toEqual([]);
      expect(failed).toMatchObject({ outcome: 'error', error_message: 'no disk' });
      expect(worked).toMatchObject({ outcome: 'success', error_message: null });
      expect(worked!.execution_id).toMatch(new RegExp(`^${traceId}-[\\da-f]{16}$`));
      expect(worked!.correlation_id!.replaceAll('-', '')).toBe(traceId);
      expect(await usagesOf(`${name} agent`)).toMatchObject([{ outcome: 'success' }]);
    }
    const { body } = await api()
      .get(`${API}/patterns/${patternIdOf(name)}`)
      .expect(200);
    expect(body).toMatchObject({ name, type: 'tool' });
    await exporter.shutdown();
  });
});

describeWithOtelPython('the SDK of Python', (exportTo) => {
  it('is all it takes, for spans and log events, packed or not, however often', async () => {
    const name = `python ${randomUUID()}`;
    expect(await exportTo(url, name)).toEqual(Array.from({ length: 8 }, () => 'SUCCESS'));
    expect(await usagesOf(`${name} tool`)).toMatchObject([
      { outcome: 'error', error_message: expect.stringContaining('no disk') },
      { outcome: 'success' },
    ]);
    expect(await usagesOf(`${name} skill`)).toMatchObject([{ outcome: 'failure' }, { outcome: 'success' }]);
  }, 60_000);
});

describe('an export of spans', () => {
  it('is the same usages in either encoding', async () => {
    const name = `search ${randomUUID()}`;
    const spans = await spansOf([tool(name, { attributes: { half: 0.5, text: 'ä' } })]);
    await post(Buffer.from(ProtobufTraceSerializer.serializeRequest(spans)!)).expect(200);
    const json = Buffer.from(JsonTraceSerializer.serializeRequest(spans)!);
    await post(json, { 'content-type': 'application/json' }).expect(200);
    expect(await usagesOf(name)).toHaveLength(1);
  });

  it('tells what it refused, in its own encoding', async () => {
    const name = `search ${randomUUID()}`;
    const traced = [tool(name), tool(name, { startTime: new Date(Date.now() + 3_600_000) }), { name: 'GET' }];
    const { body } = await post(await serialized(traced))
      .expect(200)
      .expect('content-type', PROTOBUF);
    const { partialSuccess } = ProtobufTraceSerializer.deserializeResponse(body as Buffer);
    expect(Number(partialSuccess!.rejectedSpans)).toBe(1);
    const reason =
      /^Refused 1 of 2 usages\. Record 1 \(execute_tool\): startTimeUnixNano is \d+, which is in the future/;
    expect(partialSuccess!.errorMessage).toMatch(reason);
    const json = Buffer.from(JsonTraceSerializer.serializeRequest(await spansOf(traced))!);
    const answer = await api()
      .post(TRACES)
      .set('content-type', 'application/json')
      .send(json.toString())
      .expect(200);
    expect(answer.body).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: expect.stringMatching(reason) },
    });
    expect(await usagesOf(name)).toHaveLength(2);
  });

  it('may be empty', async () => {
    expect((await api().post(TRACES).send({}).expect(200)).body).toEqual({});
    expect((await post(Buffer.alloc(0)).expect(200)).body).toHaveLength(0);
  });

  it('is refused where it is none, or holds too much', async () => {
    const { body } = await api()
      .post(TRACES)
      .send({ resourceSpans: [{ scopeSpans: [{ spans: [{ spanId: 'no' }] }] }] })
      .expect(400);
    const detail = 'The body is no ExportTraceServiceRequest: Span.spanId must be text in hexadecimal.';
    expect(body).toMatchObject({ status: 400, detail, instance: TRACES, code: 3, message: detail });
    const many = await serialized(Array.from({ length: 51 }, () => ({ name: 'x' })));
    const { body: status } = await post(many).expect(413);
    expect(String(status)).toMatch(/more than 50 spans \(BATCH_MAX_ITEMS\)/);
    await post(gzipSync(Buffer.alloc(200_000)), { 'content-encoding': 'gzip' }).expect(413);
    await api().post(TRACES).set('content-type', 'text/plain').send('x').expect(415);
    await api().get(TRACES).expect(405).expect('allow', 'POST');
  });
});

describe('whatever comes', () => {
  it('is answered, and is no fault of the server', async () => {
    const real = await serialized([tool('search', { error: 'no disk' })]);
    /** Bytes of a request with some of them others. */
    const broken = fc
      .array(fc.tuple(fc.nat(real.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const bytes = Buffer.from(real);
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }).map((drawn) => Buffer.from(drawn)),
      broken,
    );
    const type = fc.constantFrom(PROTOBUF, 'application/json');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(LOGS, TRACES), type, bytes, async (path, contentType, body) => {
        const { status } = await post(body, { 'content-type': contentType }, path);
        expect([200, 400, 413]).toContain(status);
      }),
      { numRuns: 300 },
    );
    const text = fc.anything({ maxDepth: 4, values: [fc.string({ unit: 'binary' })] }).map((value) =>
      JSON.stringify({
        resourceSpans: [{ scopeSpans: [{ spans: [{ attributes: value, status: value }] }] }],
      }),
    );
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        const { status } = await post(Buffer.from(body), { 'content-type': 'application/json' });
        expect([200, 400, 413]).toContain(status);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
