import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { AnswerCache } from '../../src/cache/answer-cache.js';
import { Clock } from '../../src/common/clock.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Wednesday. */
const NOW = Date.parse('2026-03-04T10:30:00Z');

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => NOW;
});
beforeEach(async () => {
  await app
    .get(TrackerDataSource, { strict: false })
    .query('TRUNCATE pattern_feedback, patterns, rollup_watermark, rollup_invalidation');
  await app.get(AnswerCache, { strict: false }).invalidate();
});
afterAll(() => app.close());

interface Reported {
  readonly pattern_id: string;
  readonly created_at: string;
  readonly outcome: string;
  readonly [field: string]: unknown;
}

const usageAt = (time: number | string, more: object = {}): Reported => ({
  pattern_id: 'aaaaaaaa-0000-4000-8000-000000000000',
  outcome: 'success',
  created_at: new Date(time).toISOString(),
  ...more,
});

const record = async (...usages: Reported[]): Promise<void> => {
  await api().post(`${API}/usage/batch`).send(usages).expect(200);
};

describe('GET /usage-stats', () => {
  const [a, b] = ['aaaaaaaa-0000-4000-8000-000000000000', 'bbbbbbbb-0000-4000-8000-000000000000'];

  it('answers in the original’s shape, the most used pattern first', async () => {
    await record(
      usageAt('2026-03-02T23:59:59.999Z'),
      usageAt('2026-03-03T00:00:00Z'),
      usageAt('2026-03-03T10:00:00Z'),
      usageAt('2026-03-04T10:29:00Z', { pattern_id: b, pattern_name: 'Saga' }),
    );
    const { body, headers } = await api().get(`${API}/usage-stats`).expect(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(body).toEqual({
      patterns: [
        {
          pattern_id: a,
          pattern_name: 'pattern_aaaaaaaa',
          usage_data: [
            { timestamp: '2026-03-02T00:00:00Z', count: 1 },
            { timestamp: '2026-03-03T00:00:00Z', count: 2 },
          ],
          total_usage: 3,
        },
        {
          pattern_id: b,
          pattern_name: 'Saga',
          usage_data: [{ timestamp: '2026-03-04T00:00:00Z', count: 1 }],
          total_usage: 1,
        },
      ],
      time_range: '7d',
      granularity: 'day',
      total_patterns: 2,
    });
  });

  it.each([
    ['1d', 1],
    ['7d', 7],
    ['30d', 30],
    ['90d', 90],
  ])('%s reaches back so many days, half-open', async (range, days) => {
    await record(usageAt(NOW - days * DAY - 1), usageAt(NOW - days * DAY), usageAt(NOW));
    const { body } = await api().get(`${API}/usage-stats?time_range=${range}&group_by=hour`).expect(200);
    expect(body.patterns[0].total_usage).toBe(2);
    expect(body.time_range).toBe(range);
  });

  it('puts a week’s first instant into it and its last before the next', async () => {
    await record(
      usageAt('2026-02-22T23:59:59.999Z'),
      usageAt('2026-02-23T00:00:00Z'),
      usageAt('2026-03-01T23:59:59.999Z'),
      usageAt('2026-03-02T00:00:00Z'),
    );
    const { body } = await api().get(`${API}/usage-stats?time_range=30d&group_by=week`).expect(200);
    expect(body.patterns[0].usage_data).toEqual([
      { timestamp: '2026-02-16T00:00:00Z', count: 1 },
      { timestamp: '2026-02-23T00:00:00Z', count: 2 },
      { timestamp: '2026-03-02T00:00:00Z', count: 1 },
    ]);
  });

  it('answers for one pattern, used or not', async () => {
    await record(usageAt(NOW), usageAt(NOW, { pattern_id: b }));
    const one = await api().get(`${API}/usage-stats?pattern_id=${b.toUpperCase()}`).expect(200);
    expect(one.body.patterns.map((pattern: { pattern_id: string }) => pattern.pattern_id)).toEqual([b]);
    const none = await api().get(`${API}/usage-stats?pattern_id=${randomUUID()}`).expect(200);
    expect(none.body).toEqual({ patterns: [], time_range: '7d', granularity: 'day', total_patterns: 0 });
  });

  it('shows a pattern’s new name at once', async () => {
    await record(usageAt(NOW));
    const name = async (): Promise<string> =>
      (await api().get(`${API}/usage-stats`).expect(200)).body.patterns[0].pattern_name;
    expect(await name()).toBe('pattern_aaaaaaaa');
    await api().put(`${API}/patterns/${a}`).send({ name: 'Read model' }).expect(200);
    expect(await name()).toBe('Read model');
  });
});

describe('GET /usage-stats beyond the original', () => {
  const [a, b] = ['aaaaaaaa-0000-4000-8000-000000000000', 'bbbbbbbb-0000-4000-8000-000000000000'];

  it('fills a pattern that was asked for and not used, here and in the export', async () => {
    await record(usageAt('2026-03-03T10:00:00Z'));
    await api().put(`${API}/patterns/${b}`).send({ name: 'Never' }).expect(200);
    const query = {
      pattern_id: `${b},${a}`,
      fill: 'true',
      from: '2026-03-02T00:00:00Z',
      to: '2026-03-04T00:00:00Z',
    };
    const { body } = await api().get(`${API}/usage-stats`).query(query).expect(200);
    const days = ['2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z'];
    const data = (counts: readonly number[]): object[] =>
      days.map((timestamp, at) => ({ timestamp, count: counts[at] }));
    expect(body).toMatchObject({
      total_patterns: 2,
      patterns: [
        { pattern_id: a, usage_data: data([0, 1]), total_usage: 1 },
        { pattern_id: b, pattern_name: 'Never', usage_data: data([0, 0]), total_usage: 0 },
      ],
    });
    const exported = await api().get(`${API}/usage-stats/export?format=json`).query(query).expect(200);
    expect(
      exported.body.map((row: { pattern_id: string; count: number }) => [row.pattern_id, row.count]),
    ).toEqual([
      [a, 0],
      [b, 0],
      [a, 1],
      [b, 0],
    ]);
  });

  it('refuses widths that contradict each other', async () => {
    for (const path of ['usage-stats', 'usage-stats/export']) {
      const { body } = await api().get(`${API}/${path}?group_by=hour&granularity=day`).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/granularity', code: 'not_allowed' }]);
      await api().get(`${API}/${path}?group_by=day&granularity=day`).expect(200);
      for (const group of ['context.team', 'version'])
        await api().get(`${API}/${path}?group_by=${group}&granularity=hour`).expect(200);
    }
  });
});

describe('GET /usage-stats/totals', () => {
  const a = 'aaaaaaaa-0000-4000-8000-000000000000';
  const b = 'bbbbbbbb-0000-4000-8000-000000000000';

  it('sums up the last hours of every pattern, or of one', async () => {
    await record(
      usageAt(NOW - 200 * HOUR),
      usageAt(NOW - 100 * HOUR, { outcome: 'failure', quality_score: 0.5 }),
      usageAt(NOW - HOUR, { execution_time_ms: 20 }),
      usageAt(NOW, { pattern_id: b, outcome: 'error' }),
    );
    const { body } = await api().get(`${API}/usage-stats/totals`).expect(200);
    expect(body).toEqual({
      patterns: [
        {
          pattern_id: a,
          pattern_name: 'pattern_aaaaaaaa',
          total_usages: 2,
          success_count: 1,
          failure_count: 1,
          success_rate: 0.5,
          average_quality_score: 0.5,
          average_execution_time_ms: 20,
          usage_trend: 'stable',
          first_used: new Date(NOW - 100 * HOUR).toISOString().replace('.000', ''),
          last_used: new Date(NOW - HOUR).toISOString().replace('.000', ''),
        },
        expect.objectContaining({ pattern_id: b, total_usages: 1, success_rate: 0 }),
      ],
      total_patterns: 2,
      total_matching: 2,
      time_range_hours: 168,
    });
    const { body: one } = await api().get(
      `${API}/usage-stats/totals?time_range_hours=1000&pattern_id=${a.toUpperCase()}`,
    );
    expect(one).toMatchObject({ total_patterns: 1, time_range_hours: 1000, patterns: [{ total_usages: 3 }] });
  });

  it('names what is wrong with a question', async () => {
    const { body } = await api()
      .get(`${API}/usage-stats/totals?time_range_hours=87601&pattern_id=x`)
      .expect(422);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/pattern_id',
      '/time_range_hours',
    ]);
  });
});

describe('GET /patterns/{id}/effectiveness', () => {
  const id = 'aaaaaaaa-0000-4000-8000-000000000000';
  const path = `${API}/patterns/${id}/effectiveness`;

  it('scores as the original did', async () => {
    // 10 in the first half of the week, 13 in the second: 13 > 10 × 1.2.
    await record(
      ...Array.from({ length: 10 }, (_, index) =>
        usageAt(NOW - 6 * DAY + index, { quality_score: 0.5, execution_time_ms: 100 }),
      ),
      ...Array.from({ length: 8 }, (_, index) => usageAt(NOW - DAY + index, { outcome: 'partial_success' })),
      ...Array.from({ length: 3 }, (_, index) => usageAt(NOW - HOUR + index, { outcome: 'failure' })),
      usageAt(NOW - 30, { outcome: 'error', quality_score: 1, execution_time_ms: 650 }),
      usageAt(NOW, { outcome: 'error' }),
    );
    const { body } = await api().get(path).expect(200);
    const quality = (10 * 0.5 + 1) / 11;
    expect(body.components.average_quality).toBeCloseTo(quality, 12);
    expect(body.effectiveness_score).toBeCloseTo(0.5 * (18 / 23) + 0.3 * quality + 0.2 * 0.23, 12);
    const terms = body.terms as { component: string; weight: number; value: number; contribution: number }[];
    expect(terms.map(({ component, weight }) => [component, weight])).toEqual([
      ['success_rate', 0.5],
      ['average_quality', 0.3],
      ['usage_frequency', 0.2],
    ]);
    for (const { component, weight, value, contribution } of terms) {
      expect(value).toBe(body.components[component]);
      expect(contribution).toBeCloseTo(weight * value, 12);
    }
    expect(body.confidence).toBeCloseTo(23 / 30, 12);
    expect(body).toMatchObject({
      recommendation: 'recommended',
      components: { success_rate: 18 / 23, usage_frequency: 0.23 },
      metrics: {
        pattern_id: id,
        pattern_name: 'pattern_aaaaaaaa',
        total_usages: 23,
        success_count: 18,
        failure_count: 5,
        success_rate: 18 / 23,
        average_execution_time_ms: 150,
        usage_trend: 'increasing',
        first_used: '2026-02-26T10:30:00Z',
        last_used: '2026-03-04T10:30:00Z',
      },
    });
  });

  it('looks back as far as it is asked to', async () => {
    await record(usageAt(NOW - 2 * HOUR), usageAt(NOW - 30 * MINUTE));
    const usages = async (hours: number): Promise<number> =>
      (await api().get(`${path}?time_range_hours=${hours}`).expect(200)).body.metrics.total_usages;
    expect(await usages(1)).toBe(1);
    expect(await usages(2)).toBe(2);
    expect(await usages(87_600)).toBe(2);
  });

  it('has no data where the pattern was not used in the range', async () => {
    await record(usageAt(NOW - 30 * DAY, { pattern_name: 'Saga' }));
    const { body } = await api().get(path).expect(200);
    expect(body).toMatchObject({
      effectiveness_score: 0,
      confidence: 0,
      recommendation: 'insufficient_data',
      metrics: { pattern_name: 'Saga', total_usages: 0, first_used: null, average_quality_score: null },
    });
    const unknown = await api().get(`${API}/patterns/${randomUUID()}/effectiveness`).expect(200);
    expect(unknown.body.recommendation).toBe('insufficient_data');
  });
});

describe('/patterns/{id}', () => {
  it('is described before its first usage, and the whole description is replaced', async () => {
    const id = randomUUID();
    await api().get(`${API}/patterns/${id}`).expect(404);
    const whole = {
      name: 'Retry with backoff',
      type: 'architectural',
      node_type: 'Effect',
      description: 'Calls again.',
      tags: ['http', 'resilience'],
    };
    const { body } = await api().put(`${API}/patterns/${id}`).send(whole).expect(200);
    const life = { state: 'active', state_since: null, replaced_by: null, keep: false };
    expect(body).toEqual({
      id,
      ...whole,
      node_type: 'effect',
      version: null,
      described_by: 'person',
      first_seen: null,
      ...life,
    });
    await record(usageAt(NOW, { pattern_id: id, pattern_name: 'No name of its own', pattern_type: 'other' }));
    const used = await api().get(`${API}/patterns/${id}`).expect(200);
    expect(used.body).toEqual({ ...body, first_seen: '2026-03-04T10:30:00Z' });
    const less = await api().put(`${API}/patterns/${id}`).send({ name: 'Retry' }).expect(200);
    expect(less.body).toEqual({
      id,
      name: 'Retry',
      type: null,
      node_type: null,
      description: null,
      tags: [],
      version: null,
      described_by: 'person',
      first_seen: '2026-03-04T10:30:00Z',
      ...life,
    });
    // What a description left out, a later usage may fill in again.
    await record(usageAt(NOW - 1, { pattern_id: id, pattern_type: 'other' }));
    const filled = await api().get(`${API}/patterns/${id}`).expect(200);
    expect(filled.body).toMatchObject({
      name: 'Retry',
      type: 'other',
      first_seen: '2026-03-04T10:29:59.999Z',
    });
  });

  it('names the id that is not known', async () => {
    const id = randomUUID();
    const { body } = await api().get(`${API}/patterns/${id}`).expect(404);
    expect(body).toMatchObject({ status: 404, detail: `There is no pattern ${id}.` });
  });
});
