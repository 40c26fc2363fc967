import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { Clock } from '../../src/common/clock.js';
import { openHttpApp } from '../support/http-app.js';
import { mean, qualities, rate, timeOf, type ReportedUsage, seededUsages } from '../support/seeded-usages.js';

const API = '/api/pattern-analytics';
const DAY = 86_400_000;
/** A Wednesday. */
const NOW = Date.parse('2026-03-04T10:30:00Z');
const PATTERNS = ['a', 'b', 'c', 'd'].map((letter) => `${letter.repeat(8)}-1111-4111-8111-111111111111`);
const [A, B, C] = PATTERNS as [string, string, string];
const UNUSED = 'ffffffff-1111-4111-8111-111111111111';

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
const usages = seededUsages(PATTERNS, 1500, 70, NOW);

beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => NOW;
  await api().post(`${API}/usage/batch`).send(usages).expect(200);
  await api().put(`${API}/patterns/${UNUSED}`).send({ name: 'Never', type: 'quality' }).expect(200);
});
afterAll(() => app.close());

describe('POST /compare', () => {
  interface Compared {
    readonly patterns: {
      pattern_id: string;
      pattern_name: string;
      pattern_type: string;
      usage_count: number;
      success_rate: number | null;
      success_interval: { lower: number; upper: number } | null;
      p50_execution_time_ms: number | null;
      p95_execution_time_ms: number | null;
      p99_execution_time_ms: number | null;
    }[];
    readonly comparisons: {
      metric_name: string;
      values: Record<string, number | null>;
      statistics: { mean: number; median: number; std_dev: number };
    }[];
    readonly rankings: Record<string, string[]>;
    readonly pairs: {
      a: string;
      b: string;
      success_rate: Record<string, unknown>;
      quality: Record<string, unknown>;
      verdict: string;
    }[];
  }
  const compare = async (body: object): Promise<Compared> =>
    (await api().post(`${API}/compare`).send(body).expect(200)).body as Compared;

  it('answers with the original’s matrix and every pair', async () => {
    const ids = [A, B, C];
    const body = await compare({ pattern_ids: [A, B.toUpperCase(), C] });
    const inRange = (id: string): ReportedUsage[] =>
      usages.filter((one) => one.pattern_id === id && timeOf(one) >= NOW - 30 * DAY);
    const expected = {
      quality: ids.map((id) => mean(qualities(inRange(id)))!),
      usage: ids.map((id) => inRange(id).length),
      success_rate: ids.map((id) => rate(inRange(id))!),
    };
    expect(body.patterns.map((one) => [one.pattern_id, one.usage_count])).toEqual(
      ids.map((id, at) => [id, expected.usage[at]]),
    );
    for (const { metric_name, values: found, statistics } of body.comparisons) {
      const own = expected[metric_name as 'usage'];
      expect(found).toEqual(Object.fromEntries(ids.map((id, at) => [id, expect.closeTo(own[at]!, 12)])));
      const average = mean(own)!;
      expect(statistics.mean).toBeCloseTo(average, 9);
      expect(statistics.median).toBe([...own].sort((a, b) => a - b)[1]);
      const squares = own.reduce((sum, value) => sum + (value - average) ** 2, 0);
      expect(statistics.std_dev).toBeCloseTo(Math.sqrt(squares / 2), 9);
      const ranked = [...ids].sort((a, b) => own[ids.indexOf(b)]! - own[ids.indexOf(a)]!);
      expect(body.rankings[metric_name]).toEqual(ranked);
    }
    expect(body.comparisons.map((one) => one.metric_name)).toEqual(['quality', 'usage', 'success_rate']);
    expect(body.pairs.map(({ a, b }) => [a, b])).toEqual([
      [A, B],
      [A, C],
      [B, C],
    ]);
    for (const { success_rate, quality, verdict } of body.pairs) {
      expect(success_rate).toMatchObject({ status: 'ok', probability_a_better: expect.any(Number) });
      expect(quality).toMatchObject({ status: 'ok', lower: expect.any(Number), upper: expect.any(Number) });
      expect(verdict).toMatch(/probability of \d+\.\d %\..*95 % interval/);
    }
  });

  it('refuses to judge what is too small, and says how small', async () => {
    const { comparisons, pairs, rankings } = await compare({
      pattern_ids: [UNUSED, A],
      metrics: ['success_rate'],
    });
    expect(comparisons).toHaveLength(1);
    expect(comparisons[0]!.values[UNUSED]).toBeNull();
    expect(rankings).toEqual({ success_rate: [A, UNUSED] });
    const reason = expect.stringMatching(
      /^Never has 0 usages and pattern_aaaaaaaa \d+; each must have at least 5\.$/,
    );
    expect(pairs[0]!.success_rate).toEqual({ status: 'insufficient_data', reason });
    expect(pairs[0]!.verdict).toMatch(/^Their success cannot be compared: Never has 0 usages/);
  });

  it('says where a rate surely lies, how long it took and of which type a pattern is', async () => {
    const { patterns } = await compare({ pattern_ids: [UNUSED, A] });
    expect(patterns[0]).toMatchObject({
      pattern_name: 'Never',
      pattern_type: 'quality',
      success_interval: null,
      p95_execution_time_ms: null,
    });
    const own = usages.filter((one) => one.pattern_id === A && timeOf(one) >= NOW - 30 * DAY);
    const times = own.flatMap((one) => one.execution_time_ms ?? []).sort((a, b) => a - b);
    const [, used] = patterns;
    expect(used!.pattern_type).toBe('other');
    for (const percent of [50, 95, 99] as const) {
      const exact = times[Math.ceil((percent / 100) * times.length) - 1]!;
      expect(Math.abs(used![`p${percent}_execution_time_ms`]! / exact - 1)).toBeLessThan(0.048);
    }
    // The ends of Wilson's interval are the rates p with |rate - p| = z times their own standard error.
    const { lower, upper } = used!.success_interval!;
    for (const end of [lower, upper]) {
      const distance = Math.abs(rate(own)! - end) / Math.sqrt((end * (1 - end)) / own.length);
      expect(distance).toBeCloseTo(1.959964, 5);
    }
  });

  it('is of the usages from a time up to now, as usage-stats is', async () => {
    const from = new Date(NOW - 12 * DAY).toISOString();
    const { patterns } = await compare({ pattern_ids: [A, B], from });
    const usage = await api()
      .get(`${API}/usage-stats`)
      .query({ from, pattern_id: `${A},${B}` })
      .expect(200);
    const total = new Map<string, number>(
      usage.body.patterns.map((one: { pattern_id: string; total_usage: number }) => [
        one.pattern_id,
        one.total_usage,
      ]),
    );
    expect(patterns.map((one) => one.usage_count)).toEqual([total.get(A), total.get(B)]);
    const refused = await api()
      .post(`${API}/compare`)
      .send({ pattern_ids: [A, B], to: from })
      .expect(422);
    expect(refused.body.errors[0].pointer).toBe('/from');
  });

  it.each<[object, string]>([
    [{}, '/pattern_ids'],
    [{ pattern_ids: [A] }, '/pattern_ids'],
    [{ pattern_ids: [A, A.toUpperCase()] }, '/pattern_ids'],
    [{ pattern_ids: Array.from({ length: 11 }, (_, at) => `${A.slice(0, -2)}${at + 10}`) }, '/pattern_ids'],
    [{ pattern_ids: [A, 7] }, '/pattern_ids'],
    [{ pattern_ids: [A, B], metrics: ['speed'] }, '/metrics'],
    [{ pattern_ids: [A, B], metrics: [] }, '/metrics'],
    [{ pattern_ids: [A, B], metrics: 'quality' }, '/metrics'],
    [{ pattern_ids: [A, B], metrics: null }, '/metrics'],
    [{ pattern_ids: [A, B], time_range: '2d' }, '/time_range'],
  ])('refuses %j', async (body, pointer) => {
    const answer = await api().post(`${API}/compare`).send(body).expect(422);
    expect(answer.body.errors.map((one: { pointer: string }) => one.pointer)).toEqual([pointer]);
  });
});
