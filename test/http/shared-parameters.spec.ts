import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { Clock } from '../../src/common/clock.js';
import { fitLine } from '../support/fit-line.js';
import { openHttpApp } from '../support/http-app.js';
import {
  mean,
  qualities,
  rate,
  type ReportedUsage,
  seededUsages,
  text,
  timeOf,
} from '../support/seeded-usages.js';
import { type UsagesOfDay, usagesByDay } from '../support/usages-by-day.js';

const API = '/api/pattern-analytics';
const DAY = 86_400_000;
/** A Wednesday. */
const NOW = Date.parse('2026-03-04T10:30:00Z');
const PATTERNS = ['a', 'b', 'c', 'd'].map((letter) => `${letter.repeat(8)}-1111-4111-8111-111111111111`);
const [A, B] = PATTERNS as [string, string];

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
const usages = seededUsages(PATTERNS, 1500, 70, NOW);
const byDay = (own: readonly ReportedUsage[], from: number): UsagesOfDay[] =>
  usagesByDay(own, { from, now: NOW });

const get = async <T>(path: string, query: Record<string, string | number> = {}): Promise<T> =>
  (await api().get(`${API}/${path}`).query(query).expect(200)).body as T;

beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => NOW;
  await api().post(`${API}/usage/batch`).send(usages).expect(200);
});
afterAll(() => app.close());

interface Point {
  readonly timestamp: string;
  readonly value: number | null;
}

describe('GET /performance-correlation', () => {
  it('says its buckets, the period before, and what a limit leaves out', async () => {
    interface Correlated {
      readonly usage_count: number;
      readonly latency: { n: number };
      readonly data: { timestamp: string; usage_count: number; average_quality: number | null }[];
      readonly comparison: { value: number; previous_value: number; previous_quality: { n: number } };
    }
    const body = await get<{ patterns: Correlated[]; other: Correlated & { patterns: number } }>(
      'performance-correlation',
      { limit: 1, fill: 'true', compare: 'previous_period', time_range: '7d' },
    );
    expect(body.other.patterns).toBe(3);
    const from = NOW - 7 * DAY;
    const both = [
      [body.patterns[0]!, usages.filter((one) => one.pattern_id === A)],
      [body.other, usages.filter((one) => one.pattern_id !== A)],
    ] as const;
    for (const [found, own] of both) {
      const days = byDay(own, from);
      expect(found.data.map((one) => [one.timestamp, one.usage_count, one.average_quality])).toEqual(
        days.map(({ start, own: inDay }) => [text(start), inDay.length, mean(qualities(inDay))]),
      );
      const value = days.reduce((total, { own: inDay }) => total + inDay.length, 0);
      const before = own.filter((one) => timeOf(one) >= from - 7 * DAY && timeOf(one) < from);
      const earlier = byDay(before, from - 7 * DAY).filter(({ start }) => start < from);
      const rated = earlier.slice(1, -1).filter(({ own: inDay }) => qualities(inDay).length > 0);
      expect(found.usage_count).toBe(value);
      expect(found.comparison).toMatchObject({ value, previous_value: before.length });
      expect(found.comparison.previous_quality.n).toBe(rated.length);
    }
  });
});

describe('group_by a key of the context', () => {
  const teams = ['search', 'shop'] as const;
  const ofTeam = (team: string): ReportedUsage[] => usages.filter((one) => one.context['team'] === team);
  const group = { group_by: 'context.team', time_range: '30d', compare: 'previous_period' };

  it.each([
    ['time-series', { metric: 'quality', pattern_id: B }],
    ['time-series', { metric: 'latency_p95', pattern_id: B, granularity: 'week' }],
    ['quality-trends', { fill: 'true' }],
  ])('answers of %s as of usages with that value alone: %j', async (path, query) => {
    interface Groups {
      readonly groups: { readonly value: string }[];
    }
    const whole = await get<Groups>(path, { ...query, time_range: '30d', compare: 'previous_period' });
    const { groups, ...rest } = await get<Groups>(path, { ...query, ...group });
    expect(rest).toMatchObject(whole);
    expect(groups.map(({ value }) => value).sort()).toEqual(teams);
    for (const { value, ...series } of groups) {
      const alone = { ...query, time_range: '30d', compare: 'previous_period', 'context.team': value };
      expect(await get(path, alone)).toMatchObject(series);
    }
  });

  it('pools the patterns of a series', async () => {
    const { groups } = await get<{ groups: { value: string; data: Point[] }[] }>('time-series', {
      ...group,
      metric: 'usage',
      pattern_id: `${A},${B}`,
    });
    for (const { value, data } of groups) {
      const own = ofTeam(value).filter((one) => [A, B].includes(one.pattern_id));
      const days = byDay(own, NOW - 30 * DAY).filter(({ own: inDay }) => inDay.length > 0);
      expect(data.map((point) => [point.timestamp, point.value])).toEqual(
        days.map(({ start, own: inDay }) => [text(start), inDay.length]),
      );
    }
  });

  it('takes the place of the patterns in trends, performance-correlation and quality-metrics', async () => {
    const from = NOW - 30 * DAY;
    const within = (team: string): ReportedUsage[] => ofTeam(team).filter((one) => timeOf(one) >= from);
    const byUse = [...teams].sort((a, b) => within(b).length - within(a).length);
    const trends = await get<{
      trends: unknown[];
      groups: { value: string; trends: { velocity: number }[] }[];
    }>('trends', { ...group, trend_type: 'usage' });
    expect([trends.trends, trends.groups.map(({ value }) => value)]).toEqual([[], byUse]);
    for (const { value, trends: lines } of trends.groups) {
      const days = byDay(ofTeam(value), from);
      const whole = days.slice(1, -1).map(({ own }, x): [number, number] => [x, own.length]);
      expect(lines[0]!.velocity).toBeCloseTo(fitLine(whole).slope, 9);
    }
    const correlated = await get<{
      patterns: unknown[];
      total_patterns: number;
      groups: { value: string; usage_count: number; quality: { n: number } }[];
    }>('performance-correlation', group);
    expect([correlated.patterns, correlated.total_patterns]).toEqual([[], 2]);
    expect(correlated.groups.map((one) => [one.value, one.usage_count, one.quality.n])).toEqual(
      byUse.map((team) => {
        const days = byDay(ofTeam(team), from).slice(1, -1);
        return [team, within(team).length, days.filter(({ own }) => qualities(own).length > 0).length];
      }),
    );
    const measured = await get<{
      patterns: unknown[];
      total_count: number;
      total_matching: number;
      groups: { value: string; average_quality: number; previous_average_quality: number }[];
      other: { patterns: number; average_quality: number };
    }>('quality-metrics', { ...group, limit: 1 });
    const byQuality = [...teams].sort((a, b) => mean(qualities(within(b)))! - mean(qualities(within(a)))!);
    expect([
      measured.patterns,
      measured.total_count,
      measured.total_matching,
      measured.other.patterns,
    ]).toEqual([[], 1, 2, 1]);
    const before = ofTeam(byQuality[0]!).filter(
      (one) => timeOf(one) >= from - 30 * DAY && timeOf(one) < from,
    );
    expect(measured.groups).toMatchObject([
      {
        value: byQuality[0],
        average_quality: mean(qualities(within(byQuality[0]!))),
        previous_average_quality: mean(qualities(before)),
      },
    ]);
    expect(measured.other.average_quality).toBe(mean(qualities(within(byQuality[1]!))));
    const rated = await get<{ patterns: unknown[]; groups: object[]; summary: object }>('success-rates', {
      group_by: 'context.team',
      time_range: '30d',
      pattern_id: A,
    });
    const groups = teams.map((value) => {
      const own = within(value).filter((one) => one.pattern_id === A);
      return { value, success_rate: rate(own), sample_size: own.length };
    });
    expect([rated.patterns, rated.groups]).toMatchObject([
      [],
      [...groups].sort((a, b) => b.success_rate! - a.success_rate!),
    ]);
    expect(rated.summary).toMatchObject({
      total_patterns: 2,
      avg_success_rate: expect.closeTo(mean(groups.map((one) => one.success_rate!))!, 12),
    });
  });

  it.each(['errors', 'discovery-rate', 'overview', 'top-patterns', 'patterns'])(
    'is refused where it says nothing: %s',
    async (path) => {
      const { body } = await api().get(`${API}/${path}?group_by=context.team`).expect(422);
      expect(body.errors).toMatchObject([{ pointer: '/group_by', code: 'unknown_field' }]);
    },
  );
});

describe('an answer of too many points', () => {
  it.each([
    ['time-series', { metric: 'usage' }],
    ['usage-stats', {}],
  ])('is refused by %s before it is written', async (path, query) => {
    const ids = Array.from({ length: 100 }, (_, at) => A.replace(/^..../, String(1000 + at)));
    const { body } = await api()
      .get(`${API}/${path}`)
      .query({
        ...query,
        pattern_id: ids.join(','),
        from: '2025-01-01T00:00:00Z',
        to: '2026-01-01T00:00:00Z',
        granularity: 'hour',
        fill: 'true',
      })
      .expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/from', code: 'too_many_points' }]);
    expect(body.errors[0].message).toContain('876000 points');
  });
});
