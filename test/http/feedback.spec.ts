import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { v7 as uuidV7 } from 'uuid';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
const send = (feedback: object): request.Test => api().post(`${API}/feedback`).send(feedback);

beforeAll(async () => {
  app = await openHttpApp();
});
afterAll(() => app.close());

interface Row {
  readonly id: string;
  readonly outcome: string;
  readonly success: boolean;
  readonly quality_score: number | null;
  readonly execution_time_ms: number | null;
  readonly amendments: Record<string, unknown>[] | null;
  readonly [column: string]: unknown;
}
const rowsOf = (pattern: string): Promise<Row[]> =>
  app
    .get(TrackerDataSource)
    .query('SELECT * FROM pattern_feedback WHERE pattern_id = $1 ORDER BY created_at', [pattern]);

interface Metrics {
  readonly total_usages: number;
  readonly success_count: number;
  readonly average_quality_score: number | null;
}
const metricsOf = async (pattern: string): Promise<Metrics> => {
  const { body } = await api()
    .get(`${API}/patterns/${pattern}/effectiveness?time_range_hours=720`)
    .expect(200);
  return body.metrics;
};

describe('POST /feedback', () => {
  it('stores the feedback and its usage as one', async () => {
    const pattern = randomUUID();
    const feedback = {
      feedback_id: uuidV7(),
      pattern_id: pattern,
      pattern_name: 'Retry with backoff',
      execution_id: 'run-1',
      sentiment: 'positive',
      feedback_text: 'Held up.',
      success_confirmed: true,
      explicit_rating: 0.8,
      quality_rating: 1,
      performance_score: 0.7,
      implicit_signals: { execution_time_ms: 149.6, retries: 0 },
      issues: ['slow start', 'noisy, "quoted"'],
      context: { node_type: 'Effect' },
      created_by: 'reviewer-3',
    };
    const { body } = await send(feedback).expect(201);
    expect(body).toEqual({
      feedback_id: feedback.feedback_id,
      pattern_id: pattern,
      usage_id: feedback.feedback_id,
      created_at: expect.any(String),
      amended: false,
      duplicate: false,
    });
    expect(await rowsOf(pattern)).toMatchObject([
      {
        id: feedback.feedback_id,
        outcome: 'success',
        success: true,
        quality_score: 0.8,
        execution_time_ms: 150,
        context: { node_type: 'Effect' },
        execution_id: 'run-1',
        sentiment: 'positive',
        feedback_text: 'Held up.',
        performance_score: 0.7,
        issues: feedback.issues,
        created_by: 'reviewer-3',
        feedback: {
          success_confirmed: true,
          explicit_rating: 0.8,
          quality_rating: 1,
          implicit_signals: feedback.implicit_signals,
        },
        amendments: null,
      },
    ]);
    const again = await send(feedback).expect(200);
    expect(again.body).toEqual({ ...body, duplicate: true });
    expect(await metricsOf(pattern)).toMatchObject({ total_usages: 1, average_quality_score: 0.8 });
  });

  it('fills in what the usage does not have of costs, and counts that', async () => {
    const pattern = randomUUID();
    const created_at = new Date().toISOString();
    const usage = { pattern_id: pattern, outcome: 'failure', execution_id: 'run-9', created_at };
    await api()
      .post(`${API}/usage`)
      .send({ ...usage, version: '1', cost_usd: 0 })
      .expect(201);
    const said = { version: '2', actor: 'dana', input_tokens: 7, cost_usd: 9, time_saved_seconds: 60 };
    await send({ pattern_id: pattern, execution_id: 'run-9', success: true, ...said }).expect(200);
    const hash = expect.stringMatching(/^hashed:/);
    expect(await rowsOf(pattern)).toMatchObject([
      {
        version: '1',
        actor: hash,
        input_tokens: '7',
        output_tokens: null,
        cost_usd: 0,
        time_saved_seconds: 60,
      },
    ]);
    const { body } = await api().get(`${API}/overview?pattern_id=${pattern}&time_range=1d`).expect(200);
    expect(body.current.costs).toEqual({
      cost_usd: { n: 1, total: 0, per_usage: 0, per_success: 0 },
      input_tokens: { n: 1, total: 7, per_usage: 7 },
      output_tokens: null,
      time_saved_seconds: { n: 1, total: 60, per_usage: 60 },
    });
    expect(body.previous).not.toHaveProperty('costs');
  });

  it.each<[object, string, number | null]>([
    [{ success: false, success_confirmed: true, sentiment: 'positive' }, 'failure', null],
    [{ success_confirmed: false, sentiment: 'positive' }, 'failure', null],
    [{ sentiment: 'positive', quality_score: 0.1, explicit_rating: 1, quality_rating: 5 }, 'success', 0.1],
    [{ sentiment: 'neutral', explicit_rating: 0, quality_rating: 5 }, 'partial_success', 0],
    [{ sentiment: 'negative', quality_rating: 4.5 }, 'failure', 0.9],
    [{ success: true, implicit_signals: { execution_time_ms: 'soon' }, issues: [] }, 'success', null],
  ])('derives from %j the outcome %s and the quality %s', async (said, outcome, quality_score) => {
    const pattern = randomUUID();
    await send({ pattern_id: pattern, ...said }).expect(201);
    expect(await rowsOf(pattern)).toMatchObject([
      { outcome, success: outcome !== 'failure', quality_score, execution_time_ms: null },
    ]);
  });

  it.each<[object, string, string]>([
    [{}, '/success', 'required'],
    [{ sentiment: 'happy' }, '/sentiment', 'not_allowed'],
    [{ success: 'yes' }, '/success', 'wrong_type'],
    [{ success: true, quality_rating: 5.1 }, '/quality_rating', 'out_of_range'],
    [{ success: true, feedback_id: randomUUID() }, '/created_at', 'required'],
    [{ success: true, feedback_id: 'x' }, '/feedback_id', 'invalid_uuid'],
    [{ success: true, issues: ['', 'x'] }, '/issues', 'invalid_list'],
    [{ success: true, rating: 1 }, '/rating', 'unknown_field'],
  ])('refuses %j', async (said, pointer, code) => {
    const { body } = await send({ pattern_id: randomUUID(), ...said }).expect(422);
    expect(body.errors).toMatchObject([{ pointer, code }]);
  });
});

describe('delayed feedback', () => {
  const recordUsage = async (pattern: string, fields: object): Promise<string> => {
    const { body } = await api()
      .post(`${API}/usage`)
      .send({ pattern_id: pattern, outcome: 'success', quality_score: 0.9, ...fields })
      .expect(201);
    return body.id;
  };

  it('amends the usage of its correlation, which keeps what it was', async () => {
    const pattern = randomUUID();
    const correlation_id = randomUUID();
    const created_at = new Date(Date.now() - 3 * 86_400_000).toISOString();
    const usage = await recordUsage(pattern, { id: randomUUID(), created_at, correlation_id });
    expect(await metricsOf(pattern)).toMatchObject({ total_usages: 1, success_count: 1 });
    const feedback = {
      feedback_id: uuidV7(),
      pattern_id: pattern,
      correlation_id,
      success: false,
      issues: ['wrong'],
    };
    const { body } = await send(feedback).expect(200);
    expect(body).toMatchObject({ usage_id: usage, amended: true, duplicate: false, created_at });
    expect(await metricsOf(pattern)).toMatchObject({
      total_usages: 1,
      success_count: 0,
      average_quality_score: 0.9,
    });
    await send(feedback)
      .expect(200)
      .expect(({ body: again }) => expect(again.duplicate).toBe(true));
    await send({ pattern_id: pattern, correlation_id, quality_score: 0.3 }).expect(200);
    expect(await metricsOf(pattern)).toMatchObject({ total_usages: 1, average_quality_score: 0.3 });
    const [row, ...others] = await rowsOf(pattern);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ outcome: 'failure', success: false, quality_score: 0.3, issues: ['wrong'] });
    expect(row!.amendments).toMatchObject([
      { feedback_id: feedback.feedback_id, outcome: 'success', quality_score: 0.9 },
      { outcome: 'failure', quality_score: 0.9 },
    ]);
  });

  it('goes to its own execution, and to no other’s', async () => {
    const pattern = randomUUID();
    const correlation_id = randomUUID();
    const first = await recordUsage(pattern, { correlation_id, execution_id: 'a' });
    const second = await recordUsage(pattern, { correlation_id, execution_id: 'b' });
    const toFirst = await send({ pattern_id: pattern, execution_id: 'a', success: false }).expect(200);
    expect(toFirst.body.usage_id).toBe(first);
    await send({ pattern_id: pattern, correlation_id, execution_id: 'c', success: true }).expect(201);
    const latest = await recordUsage(pattern, {
      correlation_id,
      created_at: new Date(Date.now() + 1000).toISOString(),
    });
    const toLatest = await send({ pattern_id: pattern, correlation_id, success: false }).expect(200);
    expect(toLatest.body.usage_id).toBe(latest);
    await send({ pattern_id: randomUUID(), correlation_id, success: true }).expect(201);
    const outcomes = Object.fromEntries((await rowsOf(pattern)).map(({ id, outcome }) => [id, outcome]));
    expect(outcomes).toMatchObject({ [first]: 'failure', [second]: 'success', [latest]: 'failure' });
    expect(Object.keys(outcomes)).toHaveLength(4);
  });

  it('is still the same feedback where its usage came after it', async () => {
    const pattern = randomUUID();
    const correlation_id = randomUUID();
    const feedback = { feedback_id: uuidV7(), pattern_id: pattern, correlation_id, success: false };
    await send(feedback).expect(201);
    await recordUsage(pattern, { correlation_id });
    const { body } = await send(feedback).expect(200);
    expect(body).toMatchObject({ usage_id: feedback.feedback_id, amended: false, duplicate: true });
    expect(await metricsOf(pattern)).toMatchObject({ total_usages: 2, success_count: 1 });
  });

  it.each([
    ['correlation', { correlation_id: randomUUID() }],
    ['execution', { execution_id: randomUUID() }],
  ])('sent again amends no later usage of its %s', async (_, key) => {
    const pattern = randomUUID();
    const first = await recordUsage(pattern, key);
    const feedback = { feedback_id: uuidV7(), pattern_id: pattern, ...key, success: false };
    await send(feedback).expect(200);
    const created_at = new Date(Date.now() + 1000).toISOString();
    const second = await recordUsage(pattern, { ...key, created_at });
    const { body } = await send(feedback).expect(200);
    expect(body).toMatchObject({ usage_id: first, duplicate: true });
    expect(await metricsOf(pattern)).toMatchObject({ total_usages: 2, success_count: 1 });
    const other = await send({ ...feedback, feedback_id: uuidV7() }).expect(200);
    expect(other.body).toMatchObject({ usage_id: second, duplicate: false });
  });

  it('without a word on the outcome needs a usage', async () => {
    const said = { pattern_id: randomUUID(), correlation_id: randomUUID(), quality_score: 1 };
    const { body } = await send(said).expect(422);
    expect(body.detail).toMatch(/no usage is stored under that execution_id or correlation_id/);
    expect(await rowsOf(said.pattern_id)).toEqual([]);
  });
});
