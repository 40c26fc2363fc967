import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { v7 as uuidV7 } from 'uuid';
import type { IngestionSource } from '../../src/common/ingestion-source.js';
import type { ArrivalsResponse } from '../../src/ops/arrivals/arrivals.dto.js';
import { PatternUsageTracker } from '../../src/tracker/index.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const DAY = 86_400_000;

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp({ BODY_LIMIT_BYTES: 100_000 });
});
afterAll(() => app.close());

const usage = (fields: object = {}): object => ({
  id: uuidV7(),
  pattern_id: PATTERN,
  outcome: 'success',
  ...fields,
});

/** A distinct question each time, as answers are kept for a second. */
let asked = 0;
const arrivals = async (query = ''): Promise<ArrivalsResponse> => {
  const from = new Date(Date.now() - DAY - (asked += 1)).toISOString();
  const { body } = await api().get(`${API}/ingestion?from=${from}&${query}`).expect(200);
  return body as ArrivalsResponse;
};

/** What was counted of one source, zeroes left out. */
const countsAt = async (source: IngestionSource): Promise<object> => {
  const found = (await arrivals()).doors.find((one) => one.door === source)!;
  const { reasons, ...counts } = found;
  const counted = Object.entries(counts).filter(([, count]) => typeof count === 'number' && count > 0);
  return {
    ...Object.fromEntries(counted),
    ...Object.fromEntries(reasons.map(({ code, count }) => [code, count])),
  };
};

const post = (path: string, body: string, type: string): request.Test =>
  api().post(path).set('content-type', type).send(body);

describe('what came in', () => {
  it('is counted at POST /usage: stored, late, stored before, refused, not readable', async () => {
    const again = usage();
    await api().post(`${API}/usage`).send(again).expect(201);
    await api().post(`${API}/usage`).send(again).expect(200);
    const old = new Date(Date.now() - DAY).toISOString();
    await api()
      .post(`${API}/usage`)
      .send(usage({ created_at: old }))
      .expect(201);
    await api()
      .post(`${API}/usage`)
      .send(usage({ quality_score: 7, outcome: 'so-so' }))
      .expect(422);
    await post(`${API}/usage`, '{', 'application/json').expect(400);
    await post(`${API}/usage`, 'x', 'text/plain').expect(415);
    expect(await countsAt('http')).toEqual({
      received: 6,
      stored: 2,
      late: 1,
      duplicates: 1,
      rejected: 3,
      malformed_body: 1,
      unsupported_media_type: 1,
      not_allowed: 1,
    });
  });

  it('is counted in batches, as JSON and as NDJSON', async () => {
    const again = usage();
    const batch = [again, again, usage(), usage({ outcome: undefined }), usage({ id: 'x' }), 7];
    await api().post(`${API}/usage/batch`).send(batch).expect(207);
    await api().post(`${API}/usage/batch`).send({}).expect(422);
    const large = JSON.stringify(Array.from({ length: 2000 }, () => usage()));
    await post(`${API}/usage/batch`, large, 'application/json').expect(413);
    expect(await countsAt('http_batch')).toEqual({
      received: 8,
      stored: 2,
      duplicates: 1,
      rejected: 5,
      required: 1,
      invalid_uuid: 1,
      wrong_type: 2,
      body_too_large: 1,
    });
    const lines = [again, usage(), usage({ quality_score: -1 })].map((one) => JSON.stringify(one));
    await post(`${API}/usage/batch`, [...lines, '{"half'].join('\n'), 'application/x-ndjson').expect(207);
    expect(await countsAt('ndjson')).toEqual({
      received: 4,
      stored: 1,
      duplicates: 1,
      rejected: 2,
      out_of_range: 1,
      malformed_json: 1,
    });
  });

  it('is counted as CloudEvents, feedback, log events and by the injected tracker', async () => {
    const event = (fields: object = {}): object => ({
      specversion: '1.0',
      id: uuidV7(),
      source: '/test',
      type: 'usage',
      data: { pattern_id: PATTERN, outcome: 'success' },
      ...fields,
    });
    const one = event();
    await post(`${API}/usage`, JSON.stringify(one), 'application/cloudevents+json').expect(201);
    const events = JSON.stringify([one, event(), event({ source: '' })]);
    await post(`${API}/usage/batch`, events, 'application/cloudevents-batch+json').expect(207);
    expect(await countsAt('cloudevents')).toEqual({
      received: 4,
      stored: 2,
      duplicates: 1,
      rejected: 1,
      required: 1,
    });

    const execution_id = 'run-1';
    await api().post(`${API}/usage`).send(usage({ execution_id })).expect(201);
    const amending = { feedback_id: uuidV7(), pattern_id: PATTERN, execution_id, success: false };
    await api().post(`${API}/feedback`).send(amending).expect(200);
    await api().post(`${API}/feedback`).send(amending).expect(200);
    await api().post(`${API}/feedback`).send({ pattern_id: PATTERN, sentiment: 'positive' }).expect(201);
    await api().post(`${API}/feedback`).send({ pattern_id: PATTERN }).expect(422);
    expect(await countsAt('feedback')).toEqual({
      received: 4,
      stored: 1,
      amended: 1,
      duplicates: 1,
      rejected: 1,
      required: 1,
    });

    const record = (name: string, skill: string): object => ({
      timeUnixNano: `${Date.now()}000000`,
      body: { stringValue: name },
      attributes: [{ key: 'skill.name', value: { stringValue: skill } }],
    });
    const skill = 'claude_code.skill_activated';
    const logRecords = [record(skill, 'review'), record('other', 'review'), record(skill, 'x'.repeat(300))];
    const logs = { resourceLogs: [{ scopeLogs: [{ logRecords }] }] };
    await api().post('/v1/logs').send(logs).expect(200);
    await api().post('/v1/logs').send(logs).expect(200);
    expect(await countsAt('otlp')).toEqual({
      received: 4,
      stored: 1,
      duplicates: 1,
      rejected: 2,
      ignored: 2,
      invalid_uuid: 2,
    });

    const tracker = app.get(PatternUsageTracker, { strict: false });
    await tracker.recordUsage({ pattern_id: PATTERN, outcome: 'success' });
    await expect(tracker.recordUsage({ pattern_id: 'x', outcome: 'success' })).rejects.toThrow('pattern_id');
    await tracker.recordFeedback({ pattern_id: PATTERN, success: true });
    expect(await countsAt('tracker')).toEqual({ received: 3, stored: 2, rejected: 1, invalid_uuid: 1 });
  });

  it('adds up: over sources, reasons and buckets of any width, and to what is stored', async () => {
    const COUNTS = ['received', 'stored', 'amended', 'duplicates', 'rejected'] as const;
    for (const granularity of ['minute', 'hour', 'day']) {
      const { total, doors, reasons, buckets } = await arrivals(
        `granularity=${granularity}&timezone=Asia/Kolkata`,
      );
      const all = buckets.flatMap((bucket) => bucket.doors);
      for (const key of COUNTS) {
        const [bySource, inBuckets] = [doors, all].map((some) =>
          some.reduce((sum, one) => sum + one[key], 0),
        );
        expect([granularity, key, bySource, inBuckets]).toEqual([granularity, key, total[key], total[key]]);
      }
      expect(reasons.reduce((sum, { count }) => sum + count, 0)).toBe(total.rejected);
    }
    const { total, reasons, lag } = await arrivals();
    const { body } = await api()
      .get(`${API}/usage-stats/totals?time_range_hours=48&include=unknown`)
      .expect(200);
    expect(total.stored).toBe(
      (body.patterns as { total_usages: number }[]).reduce((sum, one) => sum + one.total_usages, 0),
    );
    for (const { message } of reasons) expect(message).not.toBe('Refused for another reason.');
    expect(lag).toMatchObject({ waiting_usages: 0, waiting_fill: 0, kafka: null });
    expect(lag.newest_usage_age_ms).toBeGreaterThanOrEqual(0);
    const { text } = await api().get('/metrics').expect(200);
    expect(text).toContain('pattern_usage_received_usages_total{door="ndjson",result="refused"} 2');
    expect(text).toContain('pattern_usage_refused_usages_total{door="http",code="malformed_body"} 1');
  });

  it('is told of by the range that was asked for, and not beyond what can be drawn', async () => {
    const { body } = await api().get(`${API}/ingestion`).expect(200);
    expect(body).toMatchObject({ time_range: '1d', granularity: 'hour', timezone: 'UTC', kept_days: 30 });
    const past = await api().get(
      `${API}/ingestion?from=2025-01-01T00:00:30Z&to=2025-01-01T02:00:30Z&granularity=minute`,
    );
    expect(past.body).toMatchObject({ from: '2025-01-01T00:00:00Z', to: '2025-01-01T02:01:00Z' });
    expect(past.body.buckets).toHaveLength(121);
    expect(past.body.total.received).toBe(0);
    const many = await api().get(`${API}/ingestion?time_range=30d&granularity=minute`).expect(422);
    expect(many.body.errors[0].code).toBe('too_many_buckets');
    await api().get(`${API}/ingestion?granularity=week`).expect(200);
    await api().get(`${API}/ingestion?granularity=month`).expect(422);
  });
});
