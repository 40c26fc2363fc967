import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { AnswerCache } from '../../src/cache/answer-cache.js';
import { Clock } from '../../src/common/clock.js';
import { AssessmentService } from '../../src/effectiveness/index.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const DAY = 86_400_000;
const NOW = Date.parse('2026-03-04T10:30:00Z');
const idOf = (letter: string): string => `${letter.repeat(8)}-1111-4111-8111-111111111111`;
/** Getting worse; better and alike; better, of another kind; hardly used; described, never used. */
const [WORSE, BETTER, OTHER, FEW, NEVER] = ['a', 'b', 'c', 'd', 'e'].map(idOf) as [
  string,
  string,
  string,
  string,
  string,
];

interface Recommendation {
  readonly pattern_type: string;
  readonly pattern_id: string;
  readonly recommendation: string;
  readonly reason: string;
  readonly effectiveness_score: number;
  readonly getting_worse: boolean;
  readonly alternatives: { pattern_id: string; probability_better: number; shared_tags: string[] }[];
  readonly [field: string]: unknown;
}
interface List {
  readonly recommendations: Recommendation[];
  readonly total: number;
  readonly computed_at: string | null;
}

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
const list = async (query: Record<string, string | number> = {}): Promise<List> =>
  (await api().get(`${API}/recommendations`).query(query).expect(200)).body as List;
const one = async (id: string): Promise<Recommendation> =>
  (await api().get(`${API}/patterns/${id}/recommendation`).expect(200)).body as Recommendation;
const refresh = async (): Promise<void> => {
  await app.get(AssessmentService, { strict: false }).refresh();
  await app.get(AnswerCache, { strict: false }).invalidate();
};

/** Usages of a day so many days ago, the first `good` of them successes. */
const onDay = (pattern_id: string, daysAgo: number, count: number, good: number): object[] =>
  Array.from({ length: count }, (_, at) => ({
    id: randomUUID(),
    pattern_id,
    created_at: new Date(NOW - daysAgo * DAY).toISOString(),
    outcome: at < good ? 'success' : 'failure',
    quality_score: 0.75,
  }));

beforeAll(async () => {
  app = await openHttpApp({ ASSESSMENT_SECONDS: 0 }, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => NOW;
  const days = Array.from({ length: 12 }, (_, at) => at);
  const usages = [
    // From 12 of 12 down to 1 of 12.
    ...days.flatMap((day) => onDay(WORSE, day, 12, day + 1)),
    ...days.flatMap((day) => onDay(BETTER, day, 10, 10)),
    ...days.flatMap((day) => onDay(OTHER, day, 10, 10)),
    ...onDay(FEW, 3, 3, 3),
    // Too old to count.
    ...onDay(FEW, 31, 9, 0),
  ];
  await api().post(`${API}/usage/batch`).send(usages).expect(200);
  const describePattern = (id: string, description: object): Promise<unknown> =>
    api().put(`${API}/patterns/${id}`).send(description).expect(200);
  await describePattern(WORSE, { name: 'Retry', type: 'architectural', tags: ['http', 'resilience'] });
  await describePattern(BETTER, { name: 'Breaker', type: 'architectural', tags: ['resilience'] });
  await describePattern(OTHER, { name: 'Cache', type: 'performance', tags: ['resilience'] });
  await describePattern(NEVER, { name: 'Never', type: 'architectural' });
});
afterAll(() => app.close());

describe('GET /recommendations', () => {
  it('is empty until it was computed', async () => {
    expect(await list()).toEqual({
      recommendations: [],
      total: 0,
      limit: 50,
      offset: 0,
      computed_at: null,
      notice: expect.stringContaining('which patterns to recommend'),
    });
  });

  it('says which patterns to use, which not, why, and what instead', async () => {
    await refresh();
    const { recommendations, total, computed_at } = await list();
    expect([total, computed_at]).toEqual([4, '2026-03-04T10:30:00Z']);
    expect(recommendations.map(({ pattern_id, recommendation }) => [pattern_id, recommendation])).toEqual([
      [BETTER, 'highly_recommended'],
      [OTHER, 'highly_recommended'],
      // 0.5 × 3/3 + 0.3 × 0.75 + 0.2 × 3/100
      [FEW, 'use_with_caution'],
      // 0.5 × 78/144 + 0.3 × 0.75 + 0.2
      [WORSE, 'recommended'],
    ]);
    expect(recommendations.map((each) => each.effectiveness_score)).toEqual(
      [0.925, 0.925, 0.731, 0.5 * (78 / 144) + 0.425].map((score) => expect.closeTo(score, 9)),
    );
    const worse = recommendations[3]!;
    expect(worse).toMatchObject({
      usages: 144,
      success_rate: 78 / 144,
      getting_worse: true,
      success_trend: { direction: 'decreasing', days: 12, velocity: expect.closeTo(-1 / 12, 9) },
      quality_trend: { direction: 'stable', days: 12, velocity: 0, p_value: 1 },
      time_range_hours: 720,
    });
    expect(worse.reason).toBe(
      '78 of 144 usages in the last 30 days succeeded: 54.2 % (95 % interval 46.0 % to 62.1 %), average quality 0.75. Its success is getting worse: 29.2 % on the last 6 days with usages, 79.2 % before (Mann-Kendall over 12 days, p < 0.001).',
    );
    expect(worse.alternatives).toEqual([
      {
        pattern_id: BETTER,
        pattern_name: 'Breaker',
        recommendation: 'highly_recommended',
        usages: 120,
        success_rate: 1,
        success_interval: { lower: expect.closeTo(0.969, 3), upper: 1 },
        average_quality: 0.75,
        probability_better: expect.closeTo(1, 9),
        shared_tags: ['resilience'],
      },
    ]);
    expect(recommendations[0]!.alternatives).toEqual([]);
  });

  it('takes filters, and pages with the true total', async () => {
    const idsOf = async (query: Record<string, string | number>): Promise<[string[], number]> => {
      const { recommendations, total } = await list(query);
      return [recommendations.map(({ pattern_id }) => pattern_id), total];
    };
    expect(await idsOf({ recommendation: 'highly_recommended' })).toEqual([[BETTER, OTHER], 2]);
    expect(await idsOf({ pattern_type: 'architectural' })).toEqual([[BETTER, WORSE], 2]);
    expect(await idsOf({ pattern_type: 'other' })).toEqual([[FEW], 1]);
    expect((await list({ pattern_type: 'other' })).recommendations[0]!.pattern_type).toBe('other');
    expect(await idsOf({ getting_worse: 'true' })).toEqual([[WORSE], 1]);
    expect(await idsOf({ limit: 1, offset: 1 })).toEqual([[OTHER], 4]);
    expect(await idsOf({ limit: 1, offset: 9 })).toEqual([[], 4]);
    expect(await idsOf({ order: 'failures', limit: 1 })).toEqual([[WORSE], 4]);
    expect(await idsOf({ node_type: 'EFFECT' })).toEqual([[], 0]);
    await api().get(`${API}/recommendations?recommendation=always`).expect(422);
    await api().get(`${API}/recommendations?limit=0`).expect(422);
  });
});

describe('GET /patterns/{id}/recommendation', () => {
  it('is as of now, with the alternatives that were computed last', async () => {
    await refresh();
    expect(await one(WORSE)).toEqual({
      ...(await list({ getting_worse: 'true' })).recommendations[0],
      notice: expect.stringContaining('which patterns could stand in for it'),
    });
    await api()
      .post(`${API}/usage/batch`)
      .send(onDay(FEW, 0, 1, 0))
      .expect(200);
    expect(await one(FEW)).toMatchObject({ usages: 4, success_trend: { direction: 'insufficient_data' } });
  });

  it('offers what works in place of what nobody uses', async () => {
    const never = await one(NEVER);
    expect(never).toMatchObject({
      recommendation: 'insufficient_data',
      reason: 'It was not used in the last 30 days.',
      success_rate: null,
    });
    expect(never.alternatives.map(({ pattern_id }) => pattern_id)).toEqual([BETTER]);
    const { body } = await api()
      .get(`${API}/patterns/${idOf('f')}/recommendation`)
      .expect(404);
    expect(body.detail).toContain(idOf('f'));
  });
});

describe('DELETE /patterns/{id}/usages', () => {
  it('takes the recommendation along at once', async () => {
    await api().delete(`${API}/patterns/${OTHER}/usages`).expect(200);
    const { recommendations } = await list();
    expect(recommendations.map(({ pattern_id }) => pattern_id)).not.toContain(OTHER);
  });
});
