import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { Clock } from '../../src/common/clock.js';
import { fitLine as fit } from '../support/fit-line.js';
import { openHttpApp } from '../support/http-app.js';
import {
  mean,
  qualities,
  rate,
  text,
  timeOf,
  times,
  type ReportedUsage,
  seededUsages,
} from '../support/seeded-usages.js';
import { type UsagesOfDay, usagesByDay } from '../support/usages-by-day.js';

const API = '/api/pattern-analytics';
const DAY = 86_400_000;
/** A Wednesday. */
const NOW = Date.parse('2026-03-04T10:30:00Z');
const PATTERNS = ['a', 'b', 'c', 'd'].map((letter) => `${letter.repeat(8)}-1111-4111-8111-111111111111`);
const [A, B] = PATTERNS as [string, string];
const UNUSED = 'ffffffff-1111-4111-8111-111111111111';

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
const usages = seededUsages(PATTERNS, 1500, 70, NOW);

const get = async <T>(path: string, query: Record<string, string | number> = {}): Promise<T> =>
  (await api().get(`${API}/${path}`).query(query).expect(200)).body as T;

beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => NOW;
  await api().post(`${API}/usage/batch`).send(usages).expect(200);
  await api().put(`${API}/patterns/${UNUSED}`).send({ name: 'Never', type: 'quality' }).expect(200);
});
afterAll(() => app.close());

const byDay = (own: readonly ReportedUsage[], from: number, zone?: string): UsagesOfDay[] =>
  usagesByDay(own, { from, now: NOW, zone });

const quantile = (own: readonly ReportedUsage[], q: number): number | null => {
  const sorted = times(own).sort((a, b) => a - b);
  return sorted.length === 0 ? null : sorted[Math.ceil(q * sorted.length) - 1]!;
};

interface Point {
  readonly timestamp: string;
  readonly value: number | null;
  readonly partial?: true;
}
interface Series {
  readonly pattern_id: string;
  readonly data: Point[];
  readonly series?: { pattern_id: string; pattern_name: string; data: Point[] }[];
  readonly comparison?: { value: number; previous_value: number; change: number; from: string; to: string };
}

describe('GET /time-series', () => {
  const FROM = NOW - 30 * DAY;
  const values: Record<string, (own: readonly ReportedUsage[]) => number | null> = {
    quality: (own) => mean(qualities(own)),
    usage: (own) => own.length,
    success_rate: rate,
    execution_time: (own) => mean(times(own)),
  };

  it.each(Object.keys(values))('answers %s in the original’s shape', async (metric) => {
    const own = usages.filter(({ pattern_id }) => pattern_id === A);
    const expected = byDay(own, FROM).flatMap(({ start, own: inDay }) => {
      const value = values[metric]!(inDay);
      return inDay.length === 0 || value === null ? [] : [{ timestamp: text(start), value }];
    });
    expect(expected.length).toBeGreaterThan(20);
    expect(await get('time-series', { pattern_id: A, metric })).toEqual({
      pattern_id: A,
      metric,
      time_range: '30d',
      granularity: 'day',
      data: expected.map(({ timestamp, value }) => ({ timestamp, value: expect.closeTo(value, 12) })),
    });
  });

  it.each([0.5, 0.95, 0.99])('reads the %d quantile of latency within its stated error', async (q) => {
    const metric = `latency_p${Math.round(q * 100)}`;
    const body = await get<Series & { relative_error: number }>('time-series', { pattern_id: A, metric });
    expect(body.relative_error).toBeLessThan(0.05);
    const own = usages.filter(({ pattern_id }) => pattern_id === A);
    const expected = byDay(own, FROM).filter(({ own: inDay }) => times(inDay).length > 0);
    expect(body.data.map(({ timestamp }) => timestamp)).toEqual(expected.map(({ start }) => text(start)));
    for (const [at, { own: inDay }] of expected.entries()) {
      const exact = quantile(inDay, q)!;
      expect(Math.abs(body.data[at]!.value! - exact)).toBeLessThanOrEqual(
        exact * (body.relative_error + 1e-9),
      );
    }
  });

  it('fills, compares, marks what is partial, in a zone, of several patterns', async () => {
    const zone = 'Asia/Kathmandu';
    const query = { metric: 'quality', time_range: '7d', fill: 'true', compare: 'previous_period' };
    const body = await get<Series>('time-series', {
      ...query,
      pattern_id: [A, B.toUpperCase(), UNUSED].join(','),
      timezone: zone,
      'context.team': 'search',
    });
    const from = NOW - 7 * DAY;
    expect(body.series!.map((one) => one.pattern_id)).toEqual([A, B, UNUSED]);
    expect(body.series![2]!.pattern_name).toBe('Never');
    expect(body).toMatchObject({
      pattern_id: A,
      data: body.series![0]!.data,
      timezone: zone,
      from: text(from),
    });
    for (const [place, id] of [A, B, UNUSED].entries()) {
      const own = usages.filter(
        ({ pattern_id, context }) => pattern_id === id && context['team'] === 'search',
      );
      const days = byDay(own, from, zone);
      const { data } = body.series![place]!;
      expect(data.map(({ timestamp, value }) => [timestamp, value])).toEqual(
        days.map(({ start, own: inDay }) => [text(start), mean(qualities(inDay))]),
      );
      const last = days.length - 1;
      expect(data.map(({ partial }) => partial === true)).toEqual(
        days.map((_, at) => at === 0 || at === last),
      );
    }
    const search = usages.filter(
      ({ pattern_id, context }) => pattern_id === A && context['team'] === 'search',
    );
    const value = mean(qualities(search.filter((one) => timeOf(one) >= from)))!;
    const before = search.filter((one) => timeOf(one) >= from - 7 * DAY && timeOf(one) < from);
    const previous_value = mean(qualities(before))!;
    expect(body.comparison).toEqual({
      from: text(from - 7 * DAY),
      to: text(from),
      value,
      previous_value,
      change: expect.closeTo((value - previous_value) / previous_value, 12),
    });
  });

  it.each<[Record<string, string>, string]>([
    [{ metric: 'quality' }, '/pattern_id'],
    [{ pattern_id: 'x', metric: 'quality' }, '/pattern_id'],
    [{ pattern_id: A }, '/metric'],
    [{ pattern_id: A, metric: 'speed' }, '/metric'],
    [{ pattern_id: A, metric: 'usage', granularity: 'month' }, '/granularity'],
    [{ pattern_id: A, metric: 'usage', limit: '3' }, '/limit'],
  ])('refuses %j', async (query, pointer) => {
    const { body } = await api().get(`${API}/time-series`).query(query).expect(422);
    expect(body.errors.map((one: { pointer: string }) => one.pointer)).toEqual([pointer]);
  });
});

interface Trend {
  readonly pattern_id: string;
  readonly trend_type: string;
  readonly direction: string;
  readonly velocity: number;
  readonly confidence: number;
  readonly prediction: number | null;
}

describe('GET /trends', () => {
  it('draws a line through each pattern’s buckets', async () => {
    const from = NOW - 30 * DAY;
    const { trends, time_range } = await get<{ trends: Trend[]; time_range: string }>('trends');
    expect(time_range).toBe('30d');
    expect(trends).toHaveLength(3 * PATTERNS.length);
    for (const trend of trends) {
      const days = byDay(
        usages.filter(({ pattern_id }) => pattern_id === trend.pattern_id),
        from,
      );
      const of = {
        usage: (own: ReportedUsage[]) => own.length,
        quality: (own: ReportedUsage[]) => mean(qualities(own)),
        performance: (own: ReportedUsage[]) => mean(times(own)),
      };
      const points = days.flatMap(({ own }, x): [number, number][] => {
        const isCut = x === 0 || x === days.length - 1;
        const y = trend.trend_type === 'usage' && isCut ? null : of[trend.trend_type as 'usage'](own);
        return y === null ? [] : [[x, y]];
      });
      const line = fit(points);
      expect(trend.velocity).toBeCloseTo(line.slope, 9);
      expect(trend.prediction!).toBeCloseTo(Math.max(0, line.at(days.length)), 6);
      const average = mean(points.map(([, y]) => y))!;
      const isStable = Math.abs(line.slope) < 0.01 * average;
      expect(trend.direction).toBe(isStable ? 'stable' : line.slope > 0 ? 'increasing' : 'decreasing');
      expect(trend.confidence).toBeGreaterThanOrEqual(0);
      expect(trend.confidence).toBeLessThanOrEqual(1);
    }
  });

  it('says where there is not enough, and what a limit leaves out', async () => {
    const query = { pattern_id: UNUSED, trend_type: 'quality' };
    expect(await get('trends', query)).toEqual({
      trends: [
        {
          pattern_id: UNUSED,
          pattern_name: 'Never',
          trend_type: 'quality',
          direction: 'insufficient_data',
          velocity: 0,
          confidence: 0,
          prediction: null,
        },
      ],
      time_range: '30d',
    });
    const limited = await get<{ trends: Trend[] }>('trends', { limit: 1, trend_type: 'usage' });
    expect(limited).toMatchObject({ total_patterns: 1, total_matching: PATTERNS.length, granularity: 'day' });
    expect(limited.trends.map((one) => one.pattern_id)).toEqual([A]);
    await api().get(`${API}/trends?trend_type=speed`).expect(422);
  });

  it('says its buckets, sets them against the period before, and pools what a limit leaves out', async () => {
    const from = NOW - 7 * DAY;
    interface Line extends Trend {
      readonly data: Point[];
      readonly comparison: Series['comparison'] & { previous_velocity: number };
    }
    const body = await get<{ trends: Line[]; other: { patterns: number; trends: Line[] } }>('trends', {
      trend_type: 'usage',
      time_range: '7d',
      timezone: 'Asia/Kathmandu',
      week_start: 'sunday',
      fill: 'true',
      compare: 'previous_period',
      limit: 1,
    });
    expect(body).toMatchObject({
      week_start: 'sunday',
      total_patterns: 1,
      total_matching: 4,
      other: { patterns: 3 },
    });
    const lines = [
      [body.trends[0]!, usages.filter((one) => one.pattern_id === A)],
      [body.other.trends[0]!, usages.filter((one) => one.pattern_id !== A)],
    ] as const;
    for (const [line, own] of lines) {
      const days = byDay(own, from, 'Asia/Kathmandu');
      expect(line.data).toEqual(
        days.map(({ start, own: inDay }, at) => ({
          timestamp: text(start),
          value: inDay.length,
          ...(at === 0 || at === days.length - 1 ? { partial: true } : {}),
        })),
      );
      const before = own.filter((one) => timeOf(one) >= from - 7 * DAY && timeOf(one) < from);
      const earlier = byDay(before, from - 7 * DAY, 'Asia/Kathmandu').filter(({ start }) => start < from);
      const whole = earlier.slice(1, -1).map(({ own: inDay }, x): [number, number] => [x, inDay.length]);
      const value = days.reduce((total, { own: inDay }) => total + inDay.length, 0);
      expect(line.comparison).toMatchObject({
        value,
        previous_value: before.length,
        from: text(from - 7 * DAY),
      });
      expect(line.comparison.previous_velocity).toBeCloseTo(fit(whole).slope, 9);
    }
  });
});

describe('GET /quality-trends', () => {
  it('tells the quality of all patterns day by day, and where it goes', async () => {
    const from = NOW - 30 * DAY;
    const days = byDay(usages, from).map(({ start, own }, x) => ({
      x,
      start,
      own: own.filter((one) => one.quality_score !== null),
    }));
    const rated = days.filter(({ own }) => own.length > 0);
    const line = fit(rated.map(({ x, own }) => [x, mean(qualities(own))!]));
    const average = mean(rated.map(({ own }) => mean(qualities(own))!))!;
    const isStable = Math.abs(line.slope) < 0.01 * average;
    expect(await get('quality-trends')).toEqual({
      trends: rated.map(({ start, own }) => ({
        timestamp: text(start),
        avg_quality: mean(qualities(own)),
        pattern_count: new Set(own.map((one) => one.pattern_id)).size,
        min_quality: Math.min(...qualities(own)),
        max_quality: Math.max(...qualities(own)),
      })),
      time_range: '30d',
      overall_trend: isStable ? 'stable' : line.slope > 0 ? 'increasing' : 'decreasing',
      trend_velocity: expect.closeTo(line.slope, 12),
    });
  });

  it('fills, and compares with the period before', async () => {
    const [from, to] = ['2026-02-20T00:00:00Z', '2026-02-22T00:00:00Z'];
    const body = await get<{ trends: unknown[]; comparison: unknown; overall_trend: string }>(
      'quality-trends',
      {
        from,
        to,
        pattern_id: UNUSED,
        fill: 'true',
        compare: 'previous_period',
      },
    );
    const empty = { avg_quality: null, pattern_count: 0, min_quality: null, max_quality: null };
    expect(body.trends).toEqual([
      { timestamp: from, ...empty },
      { timestamp: '2026-02-21T00:00:00Z', ...empty },
    ]);
    expect(body.overall_trend).toBe('insufficient_data');
    expect(body.comparison).toEqual({
      from: '2026-02-18T00:00:00Z',
      to: from,
      value: null,
      previous_value: null,
      change: null,
    });
  });
});

describe('GET /performance-correlation', () => {
  it('correlates usages with latency and quality over whole days', async () => {
    interface Correlated {
      readonly patterns: { pattern_id: string; usage_count: number; latency: { n: number; rho: number } }[];
      readonly total_patterns: number;
      readonly total_matching: number;
    }
    const body = await get<Correlated>('performance-correlation', { limit: 2 });
    expect(body).toMatchObject({
      total_patterns: 2,
      total_matching: PATTERNS.length,
      granularity: 'day',
      time_range: '30d',
    });
    expect(body.patterns.map((one) => one.pattern_id)).toEqual([A, B]);
    const own = usages.filter((one) => one.pattern_id === A);
    const days = byDay(own, NOW - 30 * DAY).slice(1, -1);
    const pairs = days.flatMap(({ own: inDay }): [number, number][] =>
      times(inDay).length === 0 ? [] : [[inDay.length, mean(times(inDay))!]],
    );
    // Pearson's correlation of ranks; the rank of a value is the mean of its places.
    const ranks = (all: number[]): number[] =>
      all.map((one) => all.filter((x) => x < one).length + (all.filter((x) => x === one).length + 1) / 2);
    const [xs, ys] = [ranks(pairs.map(([x]) => x)), ranks(pairs.map(([, y]) => y))];
    const forward = fit(xs.map((x, at) => [x, ys[at]!])).slope;
    const back = fit(xs.map((x, at) => [ys[at]!, x])).slope;
    expect(body.patterns[0]!.latency.n).toBe(pairs.length);
    expect(body.patterns[0]!.latency.rho).toBeCloseTo(Math.sign(forward) * Math.sqrt(forward * back), 9);
  });

  it('refuses where there are too few buckets', async () => {
    const query = { from: '2026-02-20T00:00:00Z', to: '2026-02-23T00:00:00Z', pattern_id: A };
    const body = await get<{ patterns: { latency: object }[] }>('performance-correlation', query);
    expect(body.patterns[0]!.latency).toMatchObject({
      status: 'insufficient_data',
      reason: expect.stringMatching(/^There are [0-3] whole buckets with both; at least 5 are needed\.$/),
    });
  });
});
