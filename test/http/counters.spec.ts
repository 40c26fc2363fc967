import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OTLPMetricExporter as GrpcExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import {
  AggregationTemporalityPreference,
  OTLPMetricExporter as HttpExporter,
} from '@opentelemetry/exporter-metrics-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import request from 'supertest';
import type { CostsFromCounters } from '../../src/analytics/costs/costs.dto.js';
import { AnswerCache } from '../../src/cache/answer-cache.js';
import { patternIdOf } from '../../src/common/pattern-id.js';
import { OtlpGrpcServer } from '../../src/ingestion/index.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { CounterRepository } from '../../src/store/counters/counter.repository.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const METRICS = '/v1/metrics';
const DAY_MS = 86_400_000;

let app: NestFastifyApplication;
let url: string;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp({
    BATCH_MAX_ITEMS: 100,
    RETENTION_RAW_DAYS: 30,
    OTLP_GRPC_PORT: 0,
    ALLOW_ERASURE: 'true',
  });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

const costsOf = async (
  pattern: string,
  more = '',
  period = 'current',
): Promise<CostsFromCounters | undefined> => {
  const { body } = await api().get(`${API}/overview?pattern=${pattern}${more}`).expect(200);
  return body[period].costs_from_counters as CostsFromCounters | undefined;
};

interface Told {
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly start?: number;
  readonly time?: number;
  readonly sum?: object;
  readonly point?: object;
}

/** A request in JSON of one point, of a delta of a dollar unless it says otherwise. Times are milliseconds. */
const bodyOf = ({
  name = 'claude_code.cost.usage',
  attributes = {},
  time = Date.now(),
  start = time - 60_000,
  sum,
  point,
}: Told): object => {
  const pairs = Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const times = { startTimeUnixNano: `${start}000000`, timeUnixNano: `${time}000000` };
  const dataPoints = [{ ...times, asDouble: 1, attributes: pairs, ...point }];
  const metrics = [{ name, sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints, ...sum } }];
  return { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] };
};
const send = async (
  told: Told,
): Promise<{ rejectedDataPoints: string; errorMessage: string } | undefined> => {
  const { body } = await api().post(METRICS).send(bodyOf(told)).expect(200);
  return body.partialSuccess;
};
const cumulative = { aggregationTemporality: 2 };

describe('counters of the SDK of JavaScript', () => {
  const exporterOf = (
    protocol: string,
    temporalityPreference: AggregationTemporalityPreference,
  ): PushMetricExporter =>
    protocol === 'grpc'
      ? new GrpcExporter({
          url: `http://127.0.0.1:${app.get(OtlpGrpcServer, { strict: false }).port}`,
          temporalityPreference,
        })
      : new HttpExporter({ url: url + METRICS, temporalityPreference });

  it.each([
    ['http', AggregationTemporalityPreference.DELTA],
    ['http', AggregationTemporalityPreference.CUMULATIVE],
    ['grpc', AggregationTemporalityPreference.DELTA],
    ['grpc', AggregationTemporalityPreference.CUMULATIVE],
  ])('over %s are what they added up to, of whatever temporality (%s)', async (protocol, preference) => {
    const [skill, agent] = [randomUUID(), randomUUID()].map((id) => `named ${id}`);
    const reader = new PeriodicExportingMetricReader({
      exporter: exporterOf(protocol, preference),
      exportIntervalMillis: 3_600_000,
    });
    const provider = new MeterProvider({
      resource: resourceFromAttributes({ 'service.name': 'claude-code' }),
      readers: [reader],
    });
    const meter = provider.getMeter('com.anthropic.claude_code');
    const cost = meter.createCounter('claude_code.cost.usage', { unit: 'USD' });
    const tokens = meter.createCounter('claude_code.token.usage');
    for (let time = 0; time < 3; time += 1) {
      cost.add(0.25, { 'skill.name': skill!, model: 'a' });
      cost.add(0.5, { 'skill.name': skill!, model: 'b', 'agent.name': agent! });
      cost.add(9, { model: 'a' });
      for (const [type, count] of [
        ['input', 5],
        ['output', 7],
        ['cacheRead', 100],
        ['cacheCreation', 20],
        ['thought', 3],
      ] as const) {
        tokens.add(count, { 'skill.name': skill!, type });
      }
      tokens.add(11, { 'agent.name': agent!, type: 'output' });
      // It rejects where the export fails.
      await reader.forceFlush();
      await sleep(5);
    }
    await provider.shutdown();
    expect(await costsOf(skill!)).toEqual({
      cost_usd: 2.25,
      input_tokens: 375,
      output_tokens: 21,
      patterns: 1,
    });
    expect(await costsOf(agent!)).toEqual({
      cost_usd: null,
      input_tokens: null,
      output_tokens: 33,
      patterns: 1,
    });
    const { body } = await api()
      .get(`${API}/patterns/${patternIdOf(skill!)}`)
      .expect(200);
    expect(body).toMatchObject({ name: skill, type: 'skill', first_seen: null });
  });
});

describe('points', () => {
  it('count once however often and in whichever order they come', async () => {
    const steps = fc.array(
      fc.record({
        growth: fc.integer({ min: 0, max: 1000 }),
        isReset: fc.boolean(),
        isOfOther: fc.boolean(),
      }),
      { minLength: 1, maxLength: 12 },
    );
    const property = fc.asyncProperty(
      steps,
      fc.boolean(),
      fc.infiniteStream(fc.nat()),
      async (drawn, isCumulative, order) => {
        const skill = `drawn ${randomUUID()}`;
        const begin = Date.now() - 3_600_000;
        const series = new Map<boolean, { start: number; sum: number }>();
        const points = drawn.map(({ growth, isReset, isOfOther }, at): Told => {
          const time = begin + (at + 1) * 1000;
          const before = series.get(isOfOther);
          const known = before && !isReset ? before : { start: time - 500, sum: 0 };
          const sum = known.sum + growth;
          series.set(isOfOther, { start: known.start, sum });
          const attributes = { 'skill.name': skill, type: 'output', model: String(isOfOther) };
          const name = 'claude_code.token.usage';
          return isCumulative
            ? { name, attributes, time, start: known.start, sum: cumulative, point: { asDouble: sum } }
            : {
                name,
                attributes,
                time,
                start: time - 500,
                point: { asDouble: undefined, asInt: String(growth) },
              };
        });
        const sent = [...points, ...points.filter((_, at) => at % 2 === 0)]
          .map((point) => ({ point, place: order.next().value as number }))
          .sort((a, b) => a.place - b.place);
        for (const { point } of sent) expect(await send(point)).toBeUndefined();
        const total = drawn.reduce((sum, { growth }) => sum + growth, 0);
        expect((await costsOf(skill))!.output_tokens).toBe(total);
      },
    );
    await fc.assert(property, { numRuns: 12 });
  });

  it('of a series that fell without a new start begin anew', async () => {
    const attributes = { 'skill.name': `fell ${randomUUID()}` };
    const start = Date.now() - 60_000;
    for (const [at, asDouble] of [4, 6, 1, 2].entries()) {
      await send({ attributes, start, time: start + 1000 * (at + 1), sum: cumulative, point: { asDouble } });
    }
    expect((await costsOf(attributes['skill.name']))!.cost_usd).toBe(8);
  });

  it('of a range count from the point before it', async () => {
    const attributes = { 'skill.name': `before ${randomUUID()}` };
    const start = Date.now() - 12 * DAY_MS;
    const times = [start + DAY_MS, Date.now() - 3 * DAY_MS, Date.now() - DAY_MS];
    for (const [at, asDouble] of [4, 6, 7].entries()) {
      await send({ attributes, start, time: times[at]!, sum: cumulative, point: { asDouble } });
    }
    const skill = attributes['skill.name'];
    expect((await costsOf(skill))!.cost_usd).toBe(3);
    expect((await costsOf(skill, '', 'previous'))!.cost_usd).toBe(4);
    // What is left counts as it did once what is too old is gone.
    for (let time = 0; time < 2; time += 1) {
      await app.get(CounterRepository, { strict: false }).prune(Date.now() - 2 * DAY_MS);
      await app.get(AnswerCache, { strict: false }).invalidate();
      expect((await costsOf(skill))!.cost_usd).toBe(1);
      expect(await costsOf(skill, '', 'previous')).toBeUndefined();
    }
    await app.get(CounterRepository, { strict: false }).prune(Date.now());
    await app.get(AnswerCache, { strict: false }).invalidate();
    expect(await costsOf(skill)).toBeUndefined();
  });

  it.each<[string, Told, RegExp]>([
    [
      'a negative value',
      { point: { asDouble: -1 } },
      /Its value is -1; asInt or asDouble must be a number from 0/,
    ],
    ['no number', { point: { asDouble: 'NaN' } }, /Its value is NaN/],
    ['an infinite value', { point: { asDouble: 'Infinity' } }, /Its value is Infinity/],
    ['too much', { point: { asDouble: 1e10 } }, /from 0 to 1000000000/],
    ['no value', { point: { asDouble: undefined } }, /Its value is missing/],
    ['a time to come', { time: Date.now() + DAY_MS }, /timeUnixNano is \d+; it must be a time from/],
    [
      'an old time',
      { start: Date.UTC(2010), time: Date.UTC(2011) },
      /timeUnixNano is \d+; it must be a time from/,
    ],
    ['a time in milliseconds', { point: { timeUnixNano: String(Date.now()) } }, /It looks like milliseconds/],
    ['no start', { point: { startTimeUnixNano: undefined } }, /must both be there/],
    ['a start after the end', { start: Date.now() + 1000, time: Date.now() }, /must not be after/],
    ['a sum that may fall', { sum: { isMonotonic: false } }, /isMonotonic must be true/],
    ['no temporality', { sum: { aggregationTemporality: 0 } }, /must be 1 \(delta\) or 2 \(cumulative\)/],
    ['an unknown temporality', { sum: { aggregationTemporality: 7 } }, /must be 1 \(delta\)/],
    ['a name that is too long', { attributes: { 'skill.name': 'x'.repeat(257) } }, /1 to 256 characters/],
    ['a name with NUL', { attributes: { 'skill.name': 'a\0b' } }, /characters without NUL/],
  ])('with %s are refused by name', async (_, told, message) => {
    const attributes = { 'skill.name': `wrong ${randomUUID()}`, ...told.attributes };
    const rejected = await send({ ...told, attributes });
    expect(rejected).toMatchObject({ rejectedDataPoints: '1', errorMessage: expect.stringMatching(message) });
    const skill = attributes['skill.name'];
    if (skill.startsWith('wrong')) expect(await costsOf(skill)).toBeUndefined();
  });

  it('are taken beside those that are refused, and bounded', async () => {
    const skill = `half ${randomUUID()}`;
    const good = bodyOf({ attributes: { 'skill.name': skill } }) as { resourceMetrics: object[] };
    const bad = bodyOf({ attributes: { 'skill.name': skill }, point: { asDouble: -1 } }) as typeof good;
    const both = { resourceMetrics: [...good.resourceMetrics, ...bad.resourceMetrics] };
    const { body } = await api().post(METRICS).send(both).expect(200);
    expect(body.partialSuccess.rejectedDataPoints).toBe('1');
    expect((await costsOf(skill))!.cost_usd).toBe(1);
    const point = { startTimeUnixNano: '1', timeUnixNano: '1', asInt: '1' };
    const attributes = [{ key: 'skill.name', value: { stringValue: skill } }];
    const dataPoints = Array.from({ length: 101 }, () => ({ ...point, attributes }));
    const many = { name: 'claude_code.cost.usage', sum: { dataPoints } };
    const refused = await api()
      .post(METRICS)
      .send({ resourceMetrics: [{ scopeMetrics: [{ metrics: [many] }] }] })
      .expect(413);
    expect(refused.body.detail).toMatch(/more than 100 points of counters that name a pattern/);
  });
});

describe('what counters told', () => {
  const told = async (pattern: string, usage: object): Promise<void> => {
    await api()
      .post(`${API}/usage`)
      .send({ pattern, outcome: 'success', ...usage })
      .expect(201);
  };
  const tellAll = async (skill: string, time = Date.now()): Promise<void> => {
    const attributes = { 'skill.name': skill };
    expect(await send({ attributes, time })).toBeUndefined();
    await send({
      name: 'claude_code.token.usage',
      attributes: { ...attributes, type: 'input' },
      time,
      point: { asDouble: 5 },
    });
  };

  it('is left out on days on which usages of the pattern told it', async () => {
    const skill = `told ${randomUUID()}`;
    const now = Date.now();
    await tellAll(skill, now);
    await tellAll(skill, now - 2 * DAY_MS);
    const all = { cost_usd: 2, input_tokens: 10, output_tokens: null, patterns: 1 };
    expect(await costsOf(skill)).toEqual(all);
    await told(skill, {});
    expect(await costsOf(skill)).toEqual(all);
    await told(skill, { cost_usd: 0.5 });
    expect(await costsOf(skill)).toEqual({ ...all, cost_usd: 1 });
    await told(skill, { output_tokens: 3, outcome: 'unknown' });
    expect(await costsOf(skill)).toEqual({ ...all, cost_usd: 1, input_tokens: 5 });
    await told(skill, {
      cost_usd: 1,
      input_tokens: 1,
      created_at: new Date(now - 2 * DAY_MS).toISOString(),
    });
    expect(await costsOf(skill)).toBeUndefined();
    const { body } = await api().get(`${API}/overview?pattern=${skill}`).expect(200);
    expect(body.current.costs.cost_usd).toMatchObject({ n: 2, total: 1.5 });
  });

  it('is filtered by pattern, type and range, and left out where counters cannot know', async () => {
    const skill = `filtered ${randomUUID()}`;
    await tellAll(skill, Date.now() - 2 * DAY_MS);
    const of = (query: string): Promise<CostsFromCounters | undefined> => costsOf(skill, query);
    expect(await of('&pattern_type=skill')).toMatchObject({ cost_usd: 1, patterns: 1 });
    expect(await of('&include=unknown')).toMatchObject({ cost_usd: 1, patterns: 1 });
    for (const query of ['&pattern_type=agent', '&version=1', '&node_type=compute', '&time_range=1d']) {
      expect(await of(query)).toBeUndefined();
    }
  });

  it('is erased with the pattern', async () => {
    const skill = `erased ${randomUUID()}`;
    await tellAll(skill);
    expect(await costsOf(skill)).toMatchObject({ cost_usd: 1 });
    const id = patternIdOf(skill);
    await api().delete(`${API}/patterns/${id}/usages`).expect(200);
    expect(await costsOf(skill)).toBeUndefined();
    const store = app.get(TrackerDataSource, { strict: false });
    const left = 'SELECT count(*)::int AS n FROM otlp_counter_point WHERE pattern_id = $1';
    expect(await store.query(left, [id])).toEqual([{ n: 0 }]);
  });
});
