import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import request from 'supertest';
import { NODE_TYPES, OUTCOMES, ORIGINAL_TYPES, SENTIMENTS } from '../../src/common/pattern-terms.js';
import { csvRecords } from '../../src/cli/import/csv-records.js';
import type { UsageRecord } from '../../src/cli/import/usage-record.js';
import { writeJson } from '../../src/common/json/write-json.js';
import { parseMessage } from '../../src/ingestion/kafka/parse-message.js';
import { parseUsage } from '../../src/ingestion/parse-usage.js';
import { openHttpApp } from '../support/http-app.js';
import { USAGE_RULES } from '../support/usage-rules.js';

const API = '/api/pattern-analytics';
const USAGE = `${API}/usage`;
const EVENT = { specversion: '1.0', source: '/s', type: 't' };

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp();
});
afterAll(() => app.close());

const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((drawn) => drawn.replaceAll('\0', ''));
const named = text.filter((drawn) => drawn !== '');
/** Numbers as JSON has them, of more digits than a double keeps. */
const digits = fc.stringMatching(/^-?[1-9]\d{0,25}(\.\d{1,20})?$/);
const quality = fc.double({ min: 0.001, max: 1, noNaN: true });
const usage = fc.record(
  {
    outcome: fc.constantFrom(...OUTCOMES),
    created_at: fc
      .date({ min: new Date('2024-01-01'), max: new Date('2026-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    quality_score: quality,
    execution_time_ms: fc.nat(100_000),
    correlation_id: fc.uuid(),
    execution_id: named,
    error_message: named,
    pattern_name: named,
    pattern_type: fc.constantFrom(...ORIGINAL_TYPES, 'skill', 'constructor', 'a-b_c9'),
    node_type: fc.constantFrom(...NODE_TYPES),
    sentiment: fc.constantFrom(...SENTIMENTS),
    performance_score: quality,
    issues: fc.array(named, { maxLength: 3 }),
    created_by: named,
    version: named,
    actor: named,
    input_tokens: fc.maxSafeNat(),
    output_tokens: fc.maxSafeNat(),
    cost_usd: fc.double({ min: 0, max: 1e9, noNaN: true }),
    time_saved_seconds: fc.double({ min: 0, max: 1e9, noNaN: true }),
  },
  { requiredKeys: ['outcome', 'created_at'] },
);
const context = fc
  .dictionary(
    fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toJSON')),
    fc.oneof(
      digits,
      text.map((drawn) => JSON.stringify(drawn)),
    ),
    { maxKeys: 4 },
  )
  .map(
    (drawn) =>
      `{${Object.entries(drawn)
        .map(([key, value]) => `${JSON.stringify(key)}:${value}`)
        .join(',')}}`,
  );

const post = (path: string, headers: Record<string, string>, body: string): request.Test =>
  api()
    .post(path)
    .set(headers)
    .serialize((data: unknown) => data as string)
    .send(body);

const sources: Readonly<Record<string, (json: string) => request.Test>> = {
  http: (json) => post(USAGE, { 'content-type': 'application/json' }, json),
  batch: (json) => post(`${USAGE}/batch`, { 'content-type': 'application/json' }, `[${json}]`),
  ndjson: (json) => post(`${USAGE}/batch`, { 'content-type': 'application/x-ndjson' }, json),
  event: (json) =>
    post(
      USAGE,
      { 'content-type': 'application/cloudevents+json' },
      `${JSON.stringify({ ...EVENT, id: randomUUID() }).slice(0, -1)},"data":${json}}`,
    ),
  events: (json) =>
    post(
      `${USAGE}/batch`,
      { 'content-type': 'application/cloudevents-batch+json' },
      `[${JSON.stringify({ ...EVENT, id: randomUUID() }).slice(0, -1)},"data":${json}}]`,
    ),
  binary: (json) =>
    post(
      USAGE,
      {
        'content-type': 'application/json',
        ...Object.fromEntries(
          Object.entries({ ...EVENT, id: randomUUID() }).map(([name, value]) => [`ce-${name}`, value]),
        ),
      },
      json,
    ),
};

/** What is stored of a pattern's one usage, but for its ids. */
const storedOf = async (pattern: string): Promise<string> => {
  const { text: exported } = await api()
    .get(
      `${API}/usages/export?format=ndjson&include=unknown&from=2023-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&pattern_id=${pattern}`,
    )
    .buffer(true)
    .parse((response, done) => {
      let all = '';
      response.on('data', (chunk: Buffer) => (all += chunk.toString('latin1')));
      response.on('end', () => done(null, all));
    })
    .then(({ body }) => ({ text: Buffer.from(body as string, 'latin1').toString() }));
  return exported.replace(/"id":"[^"]*","pattern_id":"[^"]*",/, '');
};

it('is stored as the same usage from every source', async () => {
  await fc.assert(
    fc.asyncProperty(usage, context, async (drawn, drawnContext) => {
      const stored: Record<string, string> = {};
      for (const [source, send] of Object.entries(sources)) {
        const pattern = randomUUID();
        const json = `${JSON.stringify({ ...drawn, pattern_id: pattern, id: randomUUID() }).slice(0, -1)},"context":${drawnContext}}`;
        const { status } = await send(json);
        expect([source, status]).toEqual([source, expect.any(Number)]);
        expect([source, status < 300]).toEqual([source, true]);
        stored[source] = await storedOf(pattern);
      }
      const { http, ...others } = stored;
      expect(http).toContain('"outcome"');
      expect(others).toEqual(Object.fromEntries(Object.keys(others).map((source) => [source, http])));
    }),
    { numRuns: 20 },
  );
}, 120_000);

it('is read as the same usage from Kafka and from CSV as from a body', async () => {
  const cell = (value: unknown): string =>
    value === undefined
      ? ''
      : `"${(typeof value === 'string' ? value : writeJson(value)).replaceAll('"', '""')}"`;
  const safe = (value: unknown): unknown =>
    typeof value === 'string' && /^'*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  await fc.assert(
    fc.asyncProperty(usage, context, async (drawn, drawnContext) => {
      const plain = { ...drawn, pattern_id: randomUUID(), id: randomUUID() };
      const json = `${JSON.stringify(plain).slice(0, -1)},"context":${drawnContext}}`;
      const now = Date.parse('2026-06-01T00:00:00Z');
      const message = {
        key: null,
        value: Buffer.from(json),
        timestamp: '1',
        offset: '0',
        attributes: 0,
        headers: {},
        size: 0,
      };
      const fromKafka = parseMessage({ topic: 't', partition: 0, message }, now, USAGE_RULES);
      const names = Object.keys(plain);
      const csv = `${[...names, 'context'].join(',')}\r\n${[...names.map((name) => cell(safe((plain as Record<string, unknown>)[name]))), cell(drawnContext)].join(',')}\r\n`;
      const chunks: UsageRecord[] = [];
      for await (const chunk of csvRecords(Readable.from([Buffer.from(csv)]))) chunks.push(...chunk);
      const fromCsv = parseUsage((chunks[0] as { usage: unknown }).usage, now, USAGE_RULES);
      expect(fromKafka.usage).toBeDefined();
      expect(fromCsv).toEqual(fromKafka);
    }),
    { numRuns: 300 },
  );
});
