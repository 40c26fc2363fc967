import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const DAY = 86_400_000;
const USAGES = 3000;
const now = Date.now();

let app: NestFastifyApplication;
let store: TrackerDataSource;
let statements: jest.SpiedFunction<TrackerDataSource['query']>;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

/** Parts of questions that were sent to the store. */
const parts = (): number => statements.mock.calls.filter(([text]) => text.includes('string_agg')).length;

/** Each a question of its own, so that no answer is a kept one. */
let asked = 0;
const dearQuestion = (): string => {
  asked += 1;
  const from = new Date(now - 90 * DAY + asked * 1000).toISOString();
  return `${API}/usage-stats?from=${from}&to=${new Date(now).toISOString()}&group_by=hour`;
};
const ask = async (path: string): Promise<IncomingMessage> => {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const [response] = (await once(get(`http://127.0.0.1:${port}${path}`, { agent: false }), 'response')) as [
    IncomingMessage,
  ];
  return response;
};
const closed = (one: ClientRequest): Promise<void> => new Promise((done) => one.once('close', done));
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((turn) => setImmediate(turn));
};
/** Turns of the most urgent kind, after which whatever was to be dropped has been. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await store.query('SELECT 1');
};

beforeAll(async () => {
  app = await openHttpApp({ ROLLUP_REFRESH_SECONDS: 1800 });
  store = app.get(TrackerDataSource, { strict: false });
  const patterns = Array.from({ length: 10 }, () => randomUUID());
  const usages = Array.from({ length: USAGES }, (_, index) => ({
    id: randomUUID(),
    pattern_id: patterns[index % patterns.length],
    created_at: new Date(now - 89 * DAY + index * 2_400_000).toISOString(),
    outcome: 'success',
  }));
  for (let at = 0; at < USAGES; at += 1000)
    await api()
      .post(`${API}/usage/batch`)
      .send(usages.slice(at, at + 1000))
      .expect(200);
  Object.assign(store.capabilities, { sliceRows: 100 });
  await app.listen(0, '127.0.0.1');
  statements = jest.spyOn(store, 'query');
}, 120_000);
afterEach(() => void statements.mockClear());
afterAll(() => app.close());

const recorded = { pattern_id: randomUUID(), outcome: 'success' };

describe('a dear question', () => {
  it('is answered in parts, exactly', async () => {
    const { total_patterns, patterns } = (await json(await ask(dearQuestion()))) as {
      total_patterns: number;
      patterns: readonly { total_usage: number }[];
    };
    expect(total_patterns).toBe(10);
    expect(patterns.reduce((sum, { total_usage }) => sum + total_usage, 0)).toBe(USAGES);
    expect(parts()).toBeGreaterThan(20);
  });

  it('lets what is recorded go first', async () => {
    const answered = ask(dearQuestion());
    await until(() => parts() > 2);
    await api().post(`${API}/usage`).send(recorded).expect(201);
    const partsThen = parts();
    await json(await answered);
    expect(parts()).toBeGreaterThan(partsThen);
  });

  it('lets a cheap question go first', async () => {
    const answered = ask(dearQuestion());
    await until(() => parts() > 2);
    await api().get(`${API}/usage-stats/totals?pattern_id=${randomUUID()}&time_range_hours=1`).expect(200);
    const partsThen = parts();
    await json(await answered);
    expect(parts()).toBeGreaterThan(partsThen);
  });

  it('is not gone on with once its client has hung up', async () => {
    await json(await ask(dearQuestion()));
    const whole = parts();
    statements.mockClear();
    const { port } = app.getHttpServer().address() as AddressInfo;
    const left = get(`http://127.0.0.1:${port}${dearQuestion()}`, { agent: false });
    left.on('error', () => undefined);
    await until(() => parts() > 2);
    left.destroy();
    await closed(left);
    await api().get('/health/live').expect(200);
    await turns();
    const sent = parts();
    await turns();
    expect(parts()).toBe(sent);
    expect(sent).toBeLessThan(whole / 2);
  });

  it('is gone on with where another one waits for the same answer', async () => {
    const path = dearQuestion();
    const { port } = app.getHttpServer().address() as AddressInfo;
    const left = get(`http://127.0.0.1:${port}${path}`, { agent: false });
    left.on('error', () => undefined);
    await until(() => parts() > 2);
    const stayed = ask(path);
    await api().get('/health/live').expect(200);
    left.destroy();
    await closed(left);
    expect((await json(await stayed)) as object).toMatchObject({ total_patterns: 10 });
  });
});
