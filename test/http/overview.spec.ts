import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import request from 'supertest';
import type { OverviewResponse } from '../../src/analytics/overview/overview.dto.js';
import { Clock } from '../../src/common/clock.js';
import { openHttpApp } from '../support/http-app.js';
import { reportedUsages, type ReportedUsage } from '../support/reported-usage.js';

const API = '/api/pattern-analytics';
const NOW = Date.parse('2026-03-04T10:30:00Z');
const DAY = 86_400_000;

let app: NestFastifyApplication;
let usages: ReportedUsage[] = [];
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => NOW;
  const [drawn] = fc.sample(reportedUsages(NOW, 340), { numRuns: 1, seed: 5 });
  usages = drawn!;
  await api().post(`${API}/usage/batch`).send(usages).expect(200);
});
afterAll(() => app.close());

const overview = async (query: object): Promise<OverviewResponse> => {
  const { body } = await api().get(`${API}/overview`).query(query).expect(200);
  return body as OverviewResponse;
};

const isSuccess = ({ outcome }: ReportedUsage): boolean =>
  outcome === 'success' || outcome === 'partial_success';
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;

/** The metrics but for what is compared within its error. */
const plain = (some: readonly ReportedUsage[]): object => ({
  usages: some.length,
  success_rate: mean(some.map((usage) => Number(isSuccess(usage)))),
  average_quality: mean(some.flatMap(({ quality_score }) => quality_score ?? [])),
  usages_with_time: some.filter(({ execution_time_ms }) => execution_time_ms != null).length,
});

type Metrics = OverviewResponse['current'] | OverviewResponse['buckets'][0];

const expectQuantiles = (found: Metrics, some: readonly ReportedUsage[]): void => {
  const times = some.flatMap(({ execution_time_ms }) => execution_time_ms ?? []).sort((a, b) => a - b);
  for (const [share, value] of [
    [0.5, found.p50_execution_time_ms],
    [0.95, found.p95_execution_time_ms],
    [0.99, found.p99_execution_time_ms],
  ] as const) {
    const expected = times[Math.ceil(share * times.length) - 1] ?? null;
    if (expected === null || value === null) expect(value).toBe(expected);
    else expect(Math.abs(value - expected)).toBeLessThanOrEqual(0.048 * expected);
  }
};

/** Wilson's interval by its definition: the rates that lie 1.96 standard errors from the measured one. */
const expectInterval = ({ success_interval, success_rate, usages }: Metrics): void => {
  if (success_interval === null || success_rate === null) {
    expect([success_interval, success_rate, usages]).toEqual([null, null, 0]);
    return;
  }
  const { lower, upper } = success_interval;
  expect([lower <= success_rate, success_rate <= upper]).toEqual([true, true]);
  for (const end of [lower, upper]) {
    const error = Math.sqrt((end * (1 - end)) / usages);
    expect(Math.abs(success_rate - end)).toBeCloseTo(1.959964 * error, 6);
  }
};

const within = (from: number, to: number): ReportedUsage[] =>
  usages.filter(({ created_at }) => Date.parse(created_at) >= from && Date.parse(created_at) < to);

/** The day that a time zone's calendar shows. */
const dayOf = (time: string | number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv', { timeZone }).format(new Date(time));

describe('overview', () => {
  it.each([
    { time_range: '7d', days: 7, keep: () => true },
    { time_range: '30d', days: 30, timezone: 'Asia/Kolkata', keep: () => true },
    {
      time_range: '7d',
      days: 7,
      outcome: 'failure,error',
      keep: (usage: ReportedUsage) => !isSuccess(usage),
    },
  ])('says what the usages say: %j', async ({ days, keep, ...query }) => {
    const answer = await overview(query);
    const current = within(NOW - days * DAY, NOW + 1).filter(keep);
    const previous = within(NOW - 2 * days * DAY, NOW - days * DAY).filter(keep);
    for (const [period, own] of [
      [answer.current, current],
      [answer.previous, previous],
    ] as const) {
      expect(period).toMatchObject(plain(own));
      expectQuantiles(period, own);
      expectInterval(period);
      expect(period.patterns).toBe(new Set(own.map(({ pattern_id }) => pattern_id)).size);
    }
    const zone = query.timezone ?? 'UTC';
    expect(answer.buckets).toHaveLength(days + 1);
    for (const bucket of answer.buckets) {
      const own = current.filter(
        ({ created_at }) => dayOf(created_at, zone) === dayOf(bucket.timestamp, zone),
      );
      expect(bucket).toMatchObject(plain(own));
      expectQuantiles(bucket, own);
      expectInterval(bucket);
      for (const [outcome, count] of Object.entries(bucket.outcomes)) {
        expect(count).toBe(own.filter((usage) => usage.outcome === outcome).length);
      }
    }
    const marks = answer.buckets.map(({ partial }) => partial === true);
    expect(marks).toEqual(marks.map((_, at) => at === 0 || at === days));
    for (const { from, to, count } of answer.quality_distribution) {
      const inBand = current.filter(
        ({ quality_score: q }) => q !== null && q >= from && (q < to || (to === 1 && q === 1)),
      );
      expect([from, count]).toEqual([from, inBand.length]);
    }
    const counts = new Map<string, number>();
    for (const { pattern_id } of current) counts.set(pattern_id, (counts.get(pattern_id) ?? 0) + 1);
    expect(answer.most_used.total).toBe(counts.size);
    expect(answer.most_used.patterns.map(({ usages: n }) => n)).toEqual(
      [...counts.values()].sort((a, b) => b - a).slice(0, 8),
    );
    for (const move of [...answer.emerging.patterns, ...answer.declining.patterns]) {
      const before = previous.filter(({ pattern_id }) => pattern_id === move.pattern_id).length;
      expect(move.previous_usages).toBe(before);
      expect(move.growth_rate).toBe(
        (counts.get(move.pattern_id) ?? 0) / Math.max(1, before) - before / Math.max(1, before),
      );
    }
  });

  it('has every list empty where nothing was used', async () => {
    const answer = await overview({ from: '2020-01-01T00:00:00Z', to: '2020-01-03T00:00:00Z' });
    expect(answer).toMatchObject({
      current: { usages: 0, success_rate: null, average_quality: null, p95_execution_time_ms: null },
      most_used: { total: 0, patterns: [] },
    });
    expect(answer.buckets).toHaveLength(2);
  });

  it('refuses what it does not know', async () => {
    const { body } = await api().get(`${API}/overview?compare=previous_period`).expect(422);
    expect(body.detail).toContain('compare');
  });
});
