import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { v7 as uuidV7 } from 'uuid';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp();
});
afterAll(() => app.close());

const totalOf = async (pattern: string): Promise<number> => {
  const { body } = await api().get(`${API}/usage-stats?time_range=90d&pattern_id=${pattern}`).expect(200);
  return body.patterns[0]?.total_usage ?? 0;
};

describe('POST /usage', () => {
  it('stores a usage and makes an id and a time where there is none', async () => {
    const pattern = randomUUID();
    const before = Date.now();
    const { body } = await api()
      .post(`${API}/usage`)
      .send({ pattern_id: pattern.toUpperCase(), outcome: 'success' })
      .expect(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      pattern_id: pattern,
      created_at: expect.any(String),
      duplicate: false,
    });
    expect(Date.parse(body.created_at)).toBeGreaterThanOrEqual(before);
    expect(await totalOf(pattern)).toBe(1);
  });

  it('counts a repeated usage once, by its id and time', async () => {
    const pattern = randomUUID();
    const usage = {
      id: uuidV7({ msecs: Date.now() - 5000 }),
      pattern_id: pattern,
      outcome: 'failure',
      error_message: 'boom',
    };
    await api().post(`${API}/usage`).send(usage).expect(201);
    const { body } = await api().post(`${API}/usage`).send(usage).expect(200);
    expect(body).toMatchObject({ id: usage.id, duplicate: true });
    expect(await totalOf(pattern)).toBe(1);
  });

  it('takes the time of a UUIDv7 id, and asks for one beside any other id', async () => {
    const at = Date.now() - 3_600_000;
    const { body } = await api()
      .post(`${API}/usage`)
      .send({ id: uuidV7({ msecs: at }), pattern_id: randomUUID(), outcome: 'error' })
      .expect(201);
    expect(Date.parse(body.created_at)).toBe(at);
    const refused = await api()
      .post(`${API}/usage`)
      .send({ id: randomUUID(), pattern_id: randomUUID(), outcome: 'error' })
      .expect(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/created_at', code: 'required' }]);
  });

  it('is in the next answer, and so is a usage of last month', async () => {
    const pattern = randomUUID();
    for (const [count, age] of [0, 30 * 86_400_000, 60_500, 3_600_000].entries()) {
      await api()
        .post(`${API}/usage`)
        .send({
          pattern_id: pattern,
          outcome: 'success',
          created_at: new Date(Date.now() - age).toISOString(),
        })
        .expect(201);
      expect(await totalOf(pattern)).toBe(count + 1);
    }
  });

  it('registers the pattern with what came along, the fields before the context', async () => {
    const pattern = randomUUID();
    await api()
      .post(`${API}/usage`)
      .send({
        pattern_id: pattern,
        outcome: 'success',
        created_at: '2026-02-03T04:05:06.7+01:00',
        pattern_name: 'Retry with backoff',
        context: { pattern_type: 'performance', node_type: 'Effect' },
      })
      .expect(201);
    const known = await api().get(`${API}/patterns/${pattern}`).expect(200);
    expect(known.body).toEqual({
      id: pattern,
      name: 'Retry with backoff',
      type: 'performance',
      node_type: 'effect',
      description: null,
      tags: [],
      version: null,
      described_by: 'usage',
      first_seen: '2026-02-03T03:05:06.700Z',
      state: 'active',
      state_since: null,
      replaced_by: null,
      keep: false,
    });
  });

  it('renames the pattern as its newest usage does, and not once somebody has named it', async () => {
    const pattern = randomUUID();
    const nameAfter = async (pattern_name: string, created_at: string): Promise<string> => {
      const usage = { id: randomUUID(), pattern_id: pattern, outcome: 'success', pattern_name, created_at };
      await api().post(`${API}/usage`).send(usage).expect(201);
      const { body } = await api().get(`${API}/patterns/${pattern}`).expect(200);
      return body.name;
    };
    expect(await nameAfter('Retry', '2026-02-03T04:05:06Z')).toBe('Retry');
    expect(await nameAfter('Retry with backoff', '2026-02-03T04:05:07Z')).toBe('Retry with backoff');
    expect(await nameAfter('Late', '2026-02-03T04:05:06.500Z')).toBe('Retry with backoff');
    await api().put(`${API}/patterns/${pattern}`).send({ name: 'Chosen' }).expect(200);
    expect(await nameAfter('Retry again', '2026-02-03T04:05:08Z')).toBe('Chosen');
    await api().put(`${API}/patterns/${pattern}`).send({}).expect(200);
    expect(await nameAfter('Retry once more', '2026-02-03T04:05:09Z')).toBe('Retry once more');
  });

  it('takes a time up to five minutes ahead and refuses a later one', async () => {
    const usage = (seconds: number): object => ({
      pattern_id: randomUUID(),
      outcome: 'success',
      created_at: new Date(Date.now() + seconds * 1000).toISOString(),
    });
    await api().post(`${API}/usage`).send(usage(290)).expect(201);
    const { body } = await api().post(`${API}/usage`).send(usage(310)).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/created_at', code: 'out_of_range' }]);
    expect(body.detail).toContain('in the future');
  });

  it('keeps every field as it was sent', async () => {
    const usage = {
      id: uuidV7({ msecs: Date.now() - 1000 }),
      pattern_id: randomUUID(),
      outcome: 'partial_success',
      quality_score: 0.123456789,
      execution_time_ms: 2_147_483_647,
      context: { deep: { list: [1, 'zwei', null, true, 1.5e-7] }, 'a/b~c': '✓ 𝔘' },
      correlation_id: randomUUID(),
      error_message: 'line\nline "quoted" \\ {curly}',
    };
    await api().post(`${API}/usage`).send(usage).expect(201);
    const { TrackerDataSource } = await import('../../src/store/connection/tracker-data-source.js');
    const [row] = await app
      .get(TrackerDataSource, { strict: false })
      .query<Record<string, unknown>[]>('SELECT * FROM pattern_feedback WHERE id = $1', [usage.id]);
    const { pattern_id, outcome, quality_score, execution_time_ms, context, correlation_id, error_message } =
      usage;
    expect(row).toMatchObject({
      pattern_id,
      outcome,
      success: true,
      quality_score,
      execution_time_ms,
      context,
      correlation_id,
      error_message,
    });
  });
});

describe('POST /usage/batch', () => {
  it('stores what is right and says of each item what became of it', async () => {
    const pattern = randomUUID();
    const id = uuidV7({ msecs: Date.now() - 60_000 });
    const { body } = await api()
      .post(`${API}/usage/batch`)
      .send([
        { id, pattern_id: pattern, outcome: 'success' },
        { pattern_id: pattern, outcome: 'sucess', quality_score: 7 },
        { id, pattern_id: pattern, outcome: 'success' },
        'no object',
        null,
        { pattern_id: pattern, outcome: 'error', context: { text: 'a\0b' } },
        { pattern_id: pattern, outcome: 'failure' },
      ])
      .expect(207);
    expect(body).toMatchObject({ received: 7, stored: 2, duplicates: 1, rejected: 4 });
    expect(body.results.map((result: { status: string }) => result.status)).toEqual([
      'stored',
      'rejected',
      'duplicate',
      'rejected',
      'rejected',
      'rejected',
      'stored',
    ]);
    expect(
      body.errors.map((error: { index: number; pointer: string; code: string }) => [
        error.index,
        error.pointer,
        error.code,
      ]),
    ).toEqual([
      [1, '/outcome', 'not_allowed'],
      [1, '/quality_score', 'out_of_range'],
      [3, '', 'wrong_type'],
      [4, '', 'wrong_type'],
      [5, '/context/text', 'invalid_text'],
    ]);
    expect(await totalOf(pattern)).toBe(2);
  });

  it('answers 200 where all is stored, nothing included', async () => {
    const { body } = await api().post(`${API}/usage/batch`).send([]).expect(200);
    expect(body).toEqual({ received: 0, stored: 0, duplicates: 0, rejected: 0, results: [], errors: [] });
    await api()
      .post(`${API}/usage/batch`)
      .send([{ pattern_id: randomUUID(), outcome: 'success' }])
      .expect(200);
  });

  it('explains the first 1,000 refused items and counts all', async () => {
    const items = Array.from({ length: 1200 }, () => ({ pattern_id: 'x', outcome: 'y' }));
    const { body } = await api().post(`${API}/usage/batch`).send(items).expect(207);
    expect(body.rejected).toBe(1200);
    expect(new Set(body.errors.map(({ index }: { index: number }) => index)).size).toBe(1000);
  });

  it('refuses a body that is no list, and one with too many items', async () => {
    const { body } = await api().post(`${API}/usage/batch`).send({ pattern_id: randomUUID() }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '', code: 'wrong_type' }]);
    const many = await api()
      .post(`${API}/usage/batch`)
      .send(Array.from({ length: 10_001 }, () => 0))
      .expect(413);
    expect(many.body.detail).toBe('The batch has 10001 items; at most 10000 are taken (BATCH_MAX_ITEMS).');
  });
});
