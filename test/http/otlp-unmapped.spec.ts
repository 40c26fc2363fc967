import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import type { UnmappedResponse } from '../../src/ops/unmapped/unmapped.dto.js';
import { openHttpApp } from '../support/http-app.js';

const UNMAPPED = '/api/pattern-analytics/ingestion/unmapped';

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp({ OTLP_EVENTS: '{"agent.mapped": {"pattern": "skill"}}' });
});
afterAll(() => app.close());

const attributes = (values: Record<string, string>): object[] =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
const resource = { attributes: attributes({ 'service.name': 'my-agent', 'user.email': 'a@b.example' }) };
const logs = (...logRecords: object[]): object => ({
  resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }],
});
const spans = (...some: object[]): object => ({
  resourceSpans: [{ resource, scopeSpans: [{ spans: some }] }],
});

describe('what is seen and not mapped', () => {
  it('is counted by its name, with the line that would map it; what is known to be no use is not', async () => {
    const start = Date.now();
    const foo = {
      eventName: 'foo.bar',
      attributes: attributes({ 'session.id': 's', 'skill.name': 'secret plans', ms: '7' }),
    };
    await api()
      .post('/v1/logs')
      .send(logs(foo, foo, { body: { stringValue: 'Paid by Ann Smith.' } }))
      .expect(200);
    await api()
      .post('/v1/logs')
      .send(
        logs(
          { eventName: 'agent.mapped', attributes: attributes({ other: 'x' }) },
          { eventName: 'gen_ai.evaluation.result' },
          {
            body: { stringValue: 'claude_code.api_request' },
            attributes: attributes({ 'event.name': 'api_request' }),
          },
          { attributes: attributes({ 'event.name': 'plugin_loaded' }) },
        ),
      )
      .expect(200);
    const operation = attributes({ 'gen_ai.operation.name': 'rerank', 'reranker.name': 'x' });
    await api()
      .post('/v1/traces')
      .send(spans({ name: 'rerank x', attributes: operation }, { name: 'chat', traceId: '01' }))
      .expect(200);
    const points = { sum: { dataPoints: [{ asInt: '1' }, { asInt: '2' }] } };
    const metrics = [
      { name: 'claude_code.cost.usage', ...points },
      { name: 'claude_code.cost.usage', ...points },
      { name: 'nothing', sum: {} },
    ];
    const { body } = await api()
      .post('/v1/metrics')
      .send({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] })
      .expect(200);
    expect(body).toEqual({});

    const answer = (await api().get(UNMAPPED).expect(200)).body as UnmappedResponse;
    const times = { first_seen: expect.any(String), last_seen: expect.any(String), service: 'my-agent' };
    expect(answer).toEqual({
      kept_days: 30,
      total_names: 4,
      names: [
        {
          ...times,
          kind: 'log',
          name: 'foo.bar',
          count: 2,
          attributes: ['skill.name', 'ms', 'session.id'],
          configuration: 'OTLP_EVENTS=\'{"foo.bar":{"pattern":"skill.name"}}\'',
        },
        {
          ...times,
          kind: 'span',
          name: 'rerank',
          count: 1,
          attributes: ['reranker.name', 'gen_ai.operation.name'],
          configuration: 'OTLP_EVENTS=\'{"rerank":{"pattern":"reranker.name"}}\'',
        },
        {
          ...times,
          kind: 'metric',
          name: 'claude_code.cost.usage',
          count: 4,
          attributes: [],
          configuration: null,
        },
        { ...times, kind: 'log', name: 'unnamed', count: 1, attributes: [], configuration: null },
      ],
    });
    for (const { first_seen, last_seen } of answer.names) {
      expect(Date.parse(first_seen)).toBeGreaterThanOrEqual(start);
      expect(Date.parse(last_seen)).toBeLessThanOrEqual(Date.now());
    }
    expect(JSON.stringify(answer)).not.toMatch(/Ann|secret|example/);
    const { body: arrivals } = await api().get('/api/pattern-analytics/ingestion').expect(200);
    const otlp = (arrivals.doors as { door: string; ignored: number }[]).find(({ door }) => door === 'otlp');
    expect(otlp!.ignored).toBe(3 + 4 + 2 + 4);
  });

  it('is listed up to a limit', async () => {
    const { body } = await api().get(`${UNMAPPED}?limit=1`).expect(200);
    expect(body).toMatchObject({ total_names: 4, names: [{ name: 'foo.bar' }] });
    await api().get(`${UNMAPPED}?limit=0`).expect(422);
    await api().get(`${UNMAPPED}?limit=1001`).expect(422);
    await api().get(`${UNMAPPED}?kind=log`).expect(422);
  });

  it('is mapped by the line that is told', async () => {
    const { body } = await api().get(`${UNMAPPED}?limit=1`).expect(200);
    const [, setting] = /^OTLP_EVENTS='(.*)'$/.exec((body as UnmappedResponse).names[0]!.configuration!)!;
    const mapped = await openHttpApp({ OTLP_EVENTS: setting! });
    const foo = {
      eventName: 'foo.bar',
      timeUnixNano: `${Date.now()}000000`,
      attributes: attributes({ 'skill.name': 'saga' }),
    };
    await request(mapped.getHttpServer()).post('/v1/logs').send(logs(foo)).expect(200);
    const stats = await request(mapped.getHttpServer())
      .get('/api/pattern-analytics/usage-stats?pattern=saga')
      .expect(200);
    expect(stats.body.patterns).toMatchObject([{ pattern_name: 'saga', total_usage: 1 }]);
    const unmapped = await request(mapped.getHttpServer()).get(UNMAPPED).expect(200);
    expect(unmapped.body.names).toEqual([]);
    await mapped.close();
  });
});

describe('a request of metrics', () => {
  it('is refused where it is none', async () => {
    const { body } = await api()
      .post('/v1/metrics')
      .send({ resourceMetrics: [{ scopeMetrics: [{ metrics: [7] }] }] })
      .expect(400);
    expect(body).toMatchObject({
      code: 3,
      detail: 'The body is no ExportMetricsServiceRequest: where a Metric should be is no object.',
    });
  });
});
