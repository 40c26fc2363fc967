import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { WebSocket } from 'ws';
import { patternIdOf } from '../../src/common/pattern-id.js';
import { PatternUsageTracker } from '../../src/tracker/index.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';

let app: NestFastifyApplication;
let url: string;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp({ OTLP_EVENTS: '{"skill_used": {"pattern": "skill.name"}}' });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

const record = (fields: object): Promise<request.Response> =>
  api()
    .post(`${API}/usage`)
    .send({ outcome: 'success', ...fields })
    .expect(201);

/** A CloudEvent whose subject names its pattern. */
const eventOf = (subject: string, data: object = {}): object => ({
  specversion: '1.0',
  id: randomUUID(),
  source: '/s',
  type: 't',
  time: new Date().toISOString(),
  subject,
  data: { outcome: 'success', ...data },
});

describe('a pattern that goes by its name', () => {
  // By another implementation of UUIDv5: Python's uuid.uuid5.
  it.each([
    ['code-review', 'ba30ac69-778d-5e55-9397-16e8fd67fd30'],
    ['acme/code-review', '5e5f529d-5efd-5596-a7af-fd434c2becfa'],
    ['Größe 🚀', 'e5e88e35-cc99-5fa5-a443-4f448cdc5037'],
  ])('%s always has the same id', async (pattern, id) => {
    const { body } = await record({ pattern });
    expect(body.pattern_id).toBe(id);
    const known = await api()
      .get(`${API}/patterns/${encodeURIComponent(pattern)}`)
      .expect(200);
    expect(known.body).toMatchObject({ id, name: pattern });
  });

  it('is the same one from every source', async () => {
    const pattern = `acme/${randomUUID().slice(0, 8)} review`;
    const usage = { pattern, outcome: 'success' };
    await record({ pattern });
    await record({ pattern_id: patternIdOf(pattern) });
    await record({ pattern, pattern_id: patternIdOf(pattern).toUpperCase() });
    await api().post(`${API}/usage/batch`).send([usage]).expect(200);
    await api()
      .post(`${API}/usage/batch`)
      .set('content-type', 'application/x-ndjson')
      .send(JSON.stringify(usage))
      .expect(200);
    const event = 'application/cloudevents+json';
    for (const each of [eventOf(pattern), eventOf('of/something-else', { pattern })]) {
      await api().post(`${API}/usage`).set('content-type', event).send(JSON.stringify(each)).expect(201);
    }
    await api().post(`${API}/feedback`).send({ pattern, success: true }).expect(201);
    const logRecord = {
      timeUnixNano: String(BigInt(Date.now()) * 1_000_000n),
      eventName: 'skill_used',
      attributes: [{ key: 'skill.name', value: { stringValue: pattern } }],
    };
    await api()
      .post('/v1/logs')
      .send({ resourceLogs: [{ scopeLogs: [{ logRecords: [logRecord] }] }] })
      .expect(200);
    await app.get(PatternUsageTracker).recordUsage({ pattern, outcome: 'success' });
    const { body } = await api().get(`${API}/usage-stats/totals`).query({ pattern }).expect(200);
    expect(body.patterns).toMatchObject([
      { pattern_id: patternIdOf(pattern), pattern_name: pattern, total_usages: 10 },
    ]);
    expect((await app.get(PatternUsageTracker).getUsageStats(pattern)).patterns).toHaveLength(1);
  });

  it('is found by it in paths and filters', async () => {
    const [a, b] = [`a/${randomUUID()}`, `b ${randomUUID()}`];
    await record({ pattern: a, quality_score: 0.5 });
    await record({ pattern: b, quality_score: 0.5 });
    const at = encodeURIComponent(a);
    for (const path of [`patterns/${at}`, `patterns/${at}/effectiveness`, `pattern/${at}/history`]) {
      await api().get(`${API}/${path}`).expect(200);
    }
    const asked = { pattern: `${a},${b}` };
    const stats = await api().get(`${API}/usage-stats`).query(asked).expect(200);
    expect(stats.body.total_patterns).toBe(2);
    const both = await api()
      .get(`${API}/usage-stats`)
      .query({ pattern: a, pattern_id: patternIdOf(b) })
      .expect(200);
    expect(both.body.total_patterns).toBe(2);
    const table = await api().get(`${API}/patterns`).query({ pattern: a }).expect(200);
    expect(table.body.total).toBe(1);
    const series = await api()
      .get(`${API}/time-series`)
      .query({ ...asked, metric: 'quality' })
      .expect(200);
    expect(series.body.series.map((each: { pattern_name: string }) => each.pattern_name)).toEqual([a, b]);
    await api().get(`${API}/relationships`).query({ pattern: a }).expect(200);
    const compared = await api()
      .post(`${API}/compare`)
      .send({ patterns: [b, a] })
      .expect(200);
    expect(compared.body.patterns).toMatchObject([{ pattern_name: b }, { pattern_name: a }]);
  });

  it('is described under it, and keeps it where the description has none', async () => {
    const name = '\u{1f680}'.repeat(256);
    const path = `${API}/patterns/${encodeURIComponent(name)}`;
    await api()
      .put(path)
      .send({ tags: ['launch'] })
      .expect(200);
    const { body } = await api().get(path).expect(200);
    expect(body).toMatchObject({ id: patternIdOf(name), name, tags: ['launch'] });
    await api().put(path).send({ name: 'Rocket' }).expect(200);
    expect((await api().get(path)).body.name).toBe('Rocket');
  });

  it('is followed by it', async () => {
    const pattern = `live-${randomUUID()}`;
    await record({ pattern });
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/pattern-metrics?pattern=${pattern}`);
    const messages: { type: string; pattern_ids?: string[]; patterns?: { pattern_name: string }[] }[] = [];
    const said = (type: string): Promise<void> =>
      new Promise((done, failed) => {
        const look = (): void => {
          if (messages.some((message) => message.type === type)) done();
        };
        socket.on('message', look);
        socket.once('error', failed);
      });
    socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString())));
    await said('metrics_update');
    expect(messages[0]!.patterns).toMatchObject([{ pattern_name: pattern }]);
    const subscribed = said('subscribed');
    socket.send(JSON.stringify({ type: 'subscribe', patterns: ['code-review'] }));
    await subscribed;
    expect(messages.find(({ type }) => type === 'subscribed')!.pattern_ids).toEqual([
      patternIdOf(pattern),
      patternIdOf('code-review'),
    ]);
    socket.close();
  });
});

describe('what names two patterns', () => {
  it('is refused as a usage, with the id that would be right', async () => {
    const { body } = await api()
      .post(`${API}/usage`)
      .send({ pattern: 'code-review', pattern_id: randomUUID(), outcome: 'success' })
      .expect(422);
    expect(body.errors).toMatchObject([
      { pointer: '/pattern_id', allowed: expect.stringContaining(patternIdOf('code-review')) },
    ]);
  });

  it('is refused as a question about one', async () => {
    const query = { pattern: 'code-review', pattern_id: randomUUID() };
    for (const path of ['usage-stats/totals', 'relationships']) {
      const { body } = await api().get(`${API}/${path}`).query(query).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/pattern_id', code: 'not_allowed' }]);
    }
    await api()
      .post(`${API}/compare`)
      .send({ patterns: ['a', 'b'], pattern_ids: [patternIdOf('a'), randomUUID()] })
      .expect(422);
  });
});
