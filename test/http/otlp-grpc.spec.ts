import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Client,
  compressionAlgorithms,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import request from 'supertest';
import { patternIdOf } from '../../src/common/pattern-id.js';
import { IngestionService, OtlpGrpcServer, SourceCounts } from '../../src/ingestion/index.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { describeWithOtelPython } from '../support/otel-python/otel-python.js';
import { openHttpApp } from '../support/http-app.js';
import { until } from '../support/until.js';
import { type EmittedEvent, logRecordsOf } from '../support/sdk-log-records.js';

const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';
const UNMAPPED = '/api/pattern-analytics/ingestion/unmapped';
const LIMIT = 100_000;

let app: NestFastifyApplication;
let address: string;
let client: Client;

const addressOf = (server: NestFastifyApplication): string =>
  `127.0.0.1:${server.get(OtlpGrpcServer, { strict: false }).port}`;

beforeAll(async () => {
  app = await openHttpApp({
    OTLP_GRPC_PORT: 0,
    BODY_LIMIT_BYTES: LIMIT,
    BATCH_MAX_ITEMS: 50,
    OTLP_EVENTS: JSON.stringify({
      'agent.skill': { pattern: 'skill', outcome: 'ok', quality_score: 'stars' },
    }),
  });
  address = addressOf(app);
  client = new Client(address, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await app.close();
});

const skillOf = (name: string, attributes: EmittedEvent['attributes'] = {}): EmittedEvent => ({
  eventName: 'agent.skill',
  attributes: { skill: name, ...attributes },
});
const requestOf = (...events: EmittedEvent[]): Buffer =>
  Buffer.from(ProtobufLogsSerializer.serializeRequest(logRecordsOf(events))!);

interface Answer {
  readonly bytes?: Buffer;
  readonly error?: ServiceError;
}
const call = (message: Buffer, path = LOGS, through = client): Promise<Answer> =>
  new Promise((done) =>
    through.makeUnaryRequest(
      path,
      (bytes: Buffer) => bytes,
      (bytes) => bytes,
      message,
      (error, bytes) => done(error ? { error } : { bytes: bytes! }),
    ),
  );
/** Usages of a pattern as they are stored; answers may be a tenth of a second old. */
const totalOf = async (name: string, server = app): Promise<number> => {
  const [row] = await server
    .get(TrackerDataSource, { strict: false })
    .query<{ total: number }[]>('SELECT count(*)::int AS total FROM pattern_feedback WHERE pattern_id = $1', [
      patternIdOf(name),
    ]);
  return row!.total;
};

/** Lets a server with room for one usage have one that cannot be stored until the function that comes back is called. */
const fillUp = async (server: NestFastifyApplication): Promise<() => Promise<void>> => {
  const lock = server.get(TrackerDataSource, { strict: false }).createQueryRunner();
  await lock.startTransaction();
  await lock.query('LOCK TABLE pattern_feedback');
  const ingestion = server.get(IngestionService, { strict: false });
  const waiting = ingestion.record({ pattern_id: randomUUID(), outcome: 'success' }, 'http');
  while (ingestion.pending < 1) await nextTurn();
  return async () => {
    await lock.rollbackTransaction();
    await lock.release();
    await waiting;
  };
};

/** A message of gRPC: a byte that says whether it is compressed, its length, itself. */
const framed = (message: Buffer, isCompressed = false): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt8(Number(isCompressed), 0);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
};

interface OpenCall {
  readonly session: ClientHttp2Session;
  readonly stream: ClientHttp2Stream;
  /** What ends it. */
  readonly trailers: Promise<IncomingHttpHeaders>;
}

/** A call by hand; without an end it stays open. */
const openCall = (to: string, encoding = 'identity', authority = to): OpenCall => {
  const session = connectHttp2(`http://${to}`);
  const stream = session.request({
    ':method': 'POST',
    ':path': LOGS,
    ':authority': authority,
    'content-type': 'application/grpc',
    te: 'trailers',
    'grpc-encoding': encoding,
  });
  const trailers = new Promise<IncomingHttpHeaders>((done) => {
    stream.once('response', (headers) => {
      if (headers['grpc-status'] !== undefined) done(headers);
    });
    stream.once('trailers', (headers) => done(headers));
  });
  stream.resume();
  return { session, stream, trailers };
};
const rawCall = async (
  to: string,
  chunks: readonly Buffer[],
  encoding?: string,
  authority?: string,
): Promise<{ trailers: IncomingHttpHeaders }> => {
  const { session, stream, trailers } = openCall(to, encoding, authority);
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  const ended = await trailers;
  session.destroy();
  return { trailers: ended };
};

describe('the SDK’s exporter over gRPC', () => {
  it.each(['none', 'gzip'])('is all it takes, compressed by %s, and counts once', async (compression) => {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${randomUUID()}`);
    const exporter = new OTLPLogExporter({
      url: `http://${address}`,
      compression: compression as never,
      metadata,
    });
    const name = `skill ${randomUUID()}`;
    const records = logRecordsOf([skillOf(name, { n: 1 }), skillOf(name, { n: 2 }), { body: 'x' }]);
    for (let time = 0; time < 2; time += 1) {
      const result = await new Promise<ExportResult>((done) => exporter.export(records, done));
      expect(result).toEqual({ code: ExportResultCode.SUCCESS });
      expect(await totalOf(name)).toBe(2);
    }
    await exporter.shutdown();
  });
});

describe('spans and metrics over gRPC', () => {
  it('are taken from the SDK’s exporters as well', async () => {
    const settings = { url: `http://${address}`, compression: 'gzip' as never };
    const name = `skill ${randomUUID()}`;
    const spans = new InMemorySpanExporter();
    const tracing = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] });
    const attributes = { 'gen_ai.operation.name': 'load_skill', 'gen_ai.skill.name': name };
    tracing.getTracer('agent').startSpan('load_skill', { attributes }).end();
    const traceExporter = new OTLPTraceExporter(settings);
    for (let time = 0; time < 2; time += 1) {
      const result = new Promise<ExportResult>((done) =>
        traceExporter.export(spans.getFinishedSpans(), done),
      );
      expect(await result).toEqual({ code: ExportResultCode.SUCCESS });
      expect(await totalOf(name)).toBe(1);
    }
    const metricExporter = new OTLPMetricExporter(settings);
    const reader = new PeriodicExportingMetricReader({ exporter: metricExporter });
    const metering = new MeterProvider({ readers: [reader] });
    metering.getMeter('agent').createCounter('agent.cost').add(3);
    // It rejects where the export fails.
    await reader.forceFlush();
    const { body } = await request(app.getHttpServer()).get(UNMAPPED).expect(200);
    expect(body.names).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'metric', name: 'agent.cost', count: 1 })]),
    );
    await Promise.all([tracing.shutdown(), traceExporter.shutdown(), metering.shutdown()]);
  });
});

describeWithOtelPython('the SDK of Python over gRPC', (exportTo) => {
  it('is all it takes, with a key that nobody asks for, packed or not, however often', async () => {
    const name = `python ${randomUUID()}`;
    expect(await exportTo(`grpc:${address}`, name)).toEqual(Array.from({ length: 8 }, () => 'SUCCESS'));
    expect(await totalOf(`${name} tool`)).toBe(2);
    expect(await totalOf(`${name} skill`)).toBe(2);
  });

  it('waits as long as a server that is full says, and is counted once then', async () => {
    const small = await openHttpApp({ OTLP_GRPC_PORT: 0, WRITE_QUEUE_MAX_ITEMS: 1 });
    const release = await fillUp(small);
    const name = `python ${randomUUID()}`;
    const refused = small.get(SourceCounts, { strict: false }).totals.otlp.refused;
    const exported = exportTo(`grpc:${addressOf(small)}`, name);
    await Promise.race([exported, until(() => refused.has('overloaded'))]);
    await release();
    expect(await exported).toEqual(Array.from({ length: 8 }, () => 'SUCCESS'));
    expect(await totalOf(`${name} tool`, small)).toBe(2);
    await small.close();
  });
});

describe('a call', () => {
  it('is answered with what was refused', async () => {
    const name = `skill ${randomUUID()}`;
    const { bytes } = await call(requestOf(skillOf(name), skillOf(name, { stars: 7 })));
    const { partialSuccess } = ProtobufLogsSerializer.deserializeResponse(bytes!);
    expect(Number(partialSuccess!.rejectedLogRecords)).toBe(1);
    expect(partialSuccess!.errorMessage).toMatch(/Record 1 \(agent\.skill\): The attribute stars is 7/);
    expect(await totalOf(name)).toBe(1);
    expect((await call(Buffer.alloc(0))).bytes).toHaveLength(0);
  });

  it.each<[string, Buffer, string, number, RegExp]>([
    [
      'is no request',
      Buffer.from([0x0a, 0x7f, 0x01]),
      LOGS,
      status.INVALID_ARGUMENT,
      /no ExportLogsServiceReq/,
    ],
    [
      'has too many records',
      requestOf(...Array<EmittedEvent>(51).fill({})),
      LOGS,
      status.RESOURCE_EXHAUSTED,
      /50 log/,
    ],
    ['is too large', Buffer.alloc(LIMIT + 1), LOGS, status.RESOURCE_EXHAUSTED, /larger than max/],
    ['goes to no service', Buffer.alloc(0), '/a.B/Export', status.UNIMPLEMENTED, /does not implement/],
  ])('that %s is refused for good, and the next one is not', async (_, message, path, code, details) => {
    const { error } = await call(message, path);
    expect(error).toMatchObject({ code, details: expect.stringMatching(details) });
    expect(error!.metadata.get('grpc-status-details-bin')).toEqual([]);
    const name = `skill ${randomUUID()}`;
    expect(await call(requestOf(skillOf(name)))).toEqual({ bytes: Buffer.alloc(0) });
    expect(await totalOf(name)).toBe(1);
  });

  it('that unpacks to too much, or is no gzip, is refused, and the next one is not', async () => {
    const zipped = new Client(address, credentials.createInsecure(), {
      'grpc.default_compression_algorithm': compressionAlgorithms.gzip,
    });
    expect((await call(Buffer.alloc(10 * LIMIT), LOGS, zipped)).error!.code).toBe(status.RESOURCE_EXHAUSTED);
    zipped.close();
    const { trailers } = await rawCall(address, [framed(Buffer.from('no gzip'), true)], 'gzip');
    expect(Number(trailers['grpc-status'])).toBe(status.INTERNAL);
    expect((await call(requestOf())).error).toBeUndefined();
  });

  it('to a name that is not the server’s own is refused', async () => {
    const { trailers } = await rawCall(address, [framed(requestOf())], 'identity', 'evil.example:4317');
    expect(Number(trailers['grpc-status'])).toBe(status.PERMISSION_DENIED);
  });
});

describe('a server with room for one message', () => {
  it('does not wait for one that does not come, and asks its sender to try again', async () => {
    const small = await openHttpApp({
      OTLP_GRPC_PORT: 0,
      BODY_LIMIT_BYTES: 2_000_000,
      BODIES_MAX_BYTES: 1_048_576,
    });
    const slow = openCall(addressOf(small));
    slow.stream.write(framed(Buffer.alloc(1000)).subarray(0, 500));
    const through = new Client(addressOf(small), credentials.createInsecure());
    const name = `skill ${randomUUID()}`;
    const { error } = await call(
      requestOf({ body: 'claude_code.skill_activated', attributes: { 'skill.name': name } }),
      LOGS,
      through,
    );
    expect(error).toBeUndefined();
    expect(await totalOf(name, small)).toBe(1);
    const trailers = await slow.trailers;
    expect(Number(trailers['grpc-status'])).toBe(status.UNAVAILABLE);
    expect(trailers['google.rpc.retryinfo-bin']).toBeDefined();
    slow.session.destroy();
    through.close();
    await small.close();
  });
});

describe('a store that is away', () => {
  it('is UNAVAILABLE with a delay, and what comes again is stored once', async () => {
    const small = await openHttpApp({ OTLP_GRPC_PORT: 0, WRITE_QUEUE_MAX_ITEMS: 1 });
    const through = new Client(addressOf(small), credentials.createInsecure());
    const release = await fillUp(small);
    const name = `skill ${randomUUID()}`;
    const message = requestOf({ body: 'claude_code.skill_activated', attributes: { 'skill.name': name } });
    const { error } = await call(message, LOGS, through);
    expect(error).toMatchObject({
      code: status.UNAVAILABLE,
      details: expect.stringMatching(/wait to be stored/),
    });
    // A google.rpc.Status (code 14, message, details) and in it a google.rpc.RetryInfo of a second.
    const [details] = error!.metadata.get('grpc-status-details-bin') as Buffer[];
    expect([...details!.subarray(0, 2)]).toEqual([0x08, status.UNAVAILABLE]);
    expect(details!.toString('latin1')).toContain('type.googleapis.com/google.rpc.RetryInfo');
    const retryInfo = Buffer.from([0x0a, 0x02, 0x08, 0x01]);
    expect(error!.metadata.get('google.rpc.retryinfo-bin')).toEqual([retryInfo]);
    expect(details!.subarray(-6)).toEqual(Buffer.concat([Buffer.from([0x12, retryInfo.length]), retryInfo]));
    await release();
    expect((await call(message, LOGS, through)).error).toBeUndefined();
    expect(await totalOf(name, small)).toBe(1);
    through.close();
    await small.close();
  });
});
