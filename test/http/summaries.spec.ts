import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import request from 'supertest';
import { AnswerCache } from '../../src/cache/answer-cache.js';
import { Clock } from '../../src/common/clock.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { openHttpApp } from '../support/http-app.js';
import { REPORTED_PATTERNS, type ReportedUsage, reportedUsages } from '../support/reported-usage.js';

const API = '/api/pattern-analytics';
const NOW = Date.parse('2026-03-04T10:30:00Z');
const HOUR = 3_600_000;

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => NOW;
});
beforeEach(async () => {
  await app
    .get(TrackerDataSource, { strict: false })
    .query('TRUNCATE pattern_feedback, rollup_watermark, rollup_invalidation');
  await app.get(AnswerCache, { strict: false }).invalidate();
});
afterAll(() => app.close());

const isSuccess = ({ outcome }: ReportedUsage): boolean => outcome.includes('success');
const timeOf = ({ created_at }: ReportedUsage): number => Date.parse(created_at);
const format = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

interface Windows {
  readonly id: string;
  readonly recent: readonly ReportedUsage[];
  readonly before: readonly ReportedUsage[];
  readonly growth: number;
}

/** Each pattern's usages of a window up to now and of the one before it. */
const windows = (usages: readonly ReportedUsage[], hours: number): Windows[] =>
  REPORTED_PATTERNS.map(({ pattern_id: id }) => {
    const own = usages.filter(({ pattern_id }) => pattern_id === id);
    const from = NOW - hours * HOUR;
    const recent = own.filter((usage) => timeOf(usage) >= from);
    const before = own.filter((usage) => timeOf(usage) < from && timeOf(usage) >= from - hours * HOUR);
    const growth = (recent.length - before.length) / Math.max(before.length, 1);
    return { id, recent, before, growth };
  });

describe('emerging-patterns, stats and dashboard-summary', () => {
  const [usages] = fc.sample(reportedUsages(NOW, 240), { numRuns: 1, seed: 7 }) as [ReportedUsage[]];
  const record = async (): Promise<void> => {
    await api().post(`${API}/usage/batch`).send(usages).expect(200);
  };

  it.each([
    ['', 24, 5],
    ['?time_window_hours=7&min_frequency=2', 7, 2],
    ['?time_window_hours=720&min_frequency=1', 720, 1],
  ])('grow as a plain computation says: %p', async (query, hours, fewest) => {
    await record();
    const { body } = await api().get(`${API}/emerging-patterns${query}`).expect(200);
    const expected = windows(usages, hours)
      .filter(({ recent }) => recent.length >= fewest)
      .sort((a, b) => b.growth - a.growth || (a.id < b.id ? -1 : 1))
      .map(({ id, recent, growth }) => {
        const rate = recent.filter(isSuccess).length / recent.length;
        const times = recent.map(timeOf);
        const pattern = REPORTED_PATTERNS.find(({ pattern_id }) => pattern_id === id)!;
        return {
          pattern_id: id,
          pattern_name: pattern.pattern_name ?? `pattern_${id.slice(0, 8)}`,
          pattern_type: pattern.pattern_type ?? 'other',
          frequency: recent.length,
          first_seen_at: format(Math.min(...times)),
          last_seen_at: format(Math.max(...times)),
          success_rate: rate,
          growth_rate: growth,
          confidence: expect.closeTo(rate * Math.min(recent.length / 10, 1), 12),
        };
      });
    expect(expected.length).toBeGreaterThan(0);
    expect(body).toEqual({
      emerging_patterns: expected,
      total_emerging: expected.length,
      time_window_hours: hours,
      filter_criteria: { min_frequency: fewest, time_window_hours: hours },
    });
  });

  it('sum up as a plain computation does', async () => {
    await record();
    const used = REPORTED_PATTERNS.filter(({ pattern_id }) =>
      usages.some((usage) => usage.pattern_id === pattern_id),
    );
    const qualities = usages.flatMap(({ quality_score }) => quality_score ?? []);
    // Each pattern counts once.
    const rates = used.map(({ pattern_id }) => {
      const own = usages.filter((usage) => usage.pattern_id === pattern_id);
      return own.filter(isSuccess).length / own.length;
    });
    const rate = expect.closeTo(rates.reduce((a, b) => a + b, 0) / rates.length, 12);
    const byType: Record<string, number> = {};
    for (const { pattern_type = 'other' } of used) byType[pattern_type] = (byType[pattern_type] ?? 0) + 1;
    const confident = used.filter(({ pattern_id }) => {
      const own = usages.filter((usage) => usage.pattern_id === pattern_id);
      return (own.filter(isSuccess).length / own.length) * Math.min(own.length / 30, 1) >= 0.8;
    });
    const { body: all } = await api().get(`${API}/stats`).expect(200);
    expect(all).toEqual({
      stats: {
        total_patterns: used.length,
        total_feedback: usages.length,
        avg_success_rate: rate,
        avg_quality_score: expect.closeTo(qualities.reduce((a, b) => a + b, 0) / qualities.length, 12),
        patterns_by_type: byType,
        recent_activity_count: usages.filter((usage) => timeOf(usage) >= NOW - 24 * HOUR).length,
        high_confidence_patterns: confident.length,
      },
      generated_at: format(NOW),
    });

    const { body: summary } = await api().get(`${API}/dashboard-summary`).expect(200);
    const { body: top } = await api().get(`${API}/top-patterns?limit=10`).expect(200);
    const ranges = ['0.0-0.2', '0.2-0.4', '0.4-0.6', '0.6-0.8', '0.8-1.0'];
    const distribution = ranges.map((range, at) => {
      const last = at === 4;
      const count = qualities.filter(
        (quality) => quality >= at / 5 && (last ? quality <= 1 : quality < (at + 1) / 5),
      ).length;
      return { range, count, percentage: expect.closeTo((100 * count) / qualities.length, 9) };
    });
    const changes = windows(usages, 24).filter(({ recent, before }) => recent.length + before.length > 0);
    const trend = (trend_type: string, matches: (growth: number) => boolean): object => {
      const own = changes.filter(({ growth }) => matches(growth));
      own.sort((a, b) => Math.abs(b.growth) - Math.abs(a.growth) || (a.id < b.id ? -1 : 1));
      const patterns = own.map(({ id, growth }) => ({
        pattern_id: id,
        pattern_name: expect.any(String),
        growth_rate: growth,
      }));
      return { trend_type, patterns, count: own.length };
    };
    expect(summary).toEqual({
      total_patterns: used.length,
      average_success_rate: rate,
      top_patterns: top.top_patterns,
      quality_distribution: distribution,
      recent_trends: [
        trend('emerging', (growth) => growth > 0.5),
        trend('declining', (growth) => growth < -0.3),
        trend('stable', (growth) => growth <= 0.5 && growth >= -0.3),
      ],
      generated_at: format(NOW),
    });
  });

  it('puts a quality at an edge into the range that begins there, 1 into the last', async () => {
    const edges = [0, 0.2, 0.4, 0.6, 0.8, 1].map((quality_score) => ({
      ...usages[0]!,
      created_at: format(NOW),
      quality_score,
    }));
    await api().post(`${API}/usage/batch`).send(edges).expect(200);
    const { body } = await api().get(`${API}/dashboard-summary`).expect(200);
    expect(body.quality_distribution.map(({ count }: { count: number }) => count)).toEqual([1, 1, 1, 1, 2]);
  });

  it('answer where nothing was used', async () => {
    const { body: all } = await api().get(`${API}/stats`).expect(200);
    expect(all.stats).toEqual({
      total_patterns: 0,
      total_feedback: 0,
      avg_success_rate: null,
      avg_quality_score: null,
      patterns_by_type: {},
      recent_activity_count: 0,
      high_confidence_patterns: 0,
    });
    const { body: summary } = await api().get(`${API}/dashboard-summary`).expect(200);
    expect(summary).toMatchObject({ total_patterns: 0, average_success_rate: null, top_patterns: [] });
    expect(summary.recent_trends).toEqual(
      ['emerging', 'declining', 'stable'].map((trend_type) => ({ trend_type, patterns: [], count: 0 })),
    );
  });

  it.each([
    ['emerging-patterns?min_frequency=0', '/min_frequency'],
    ['emerging-patterns?min_frequency=1001', '/min_frequency'],
    ['emerging-patterns?time_window_hours=721', '/time_window_hours'],
    ['stats?limit=1', '/limit'],
    ['dashboard-summary?limit=1', '/limit'],
  ])('refuse %s', async (path, pointer) => {
    const { body } = await api().get(`${API}/${path}`).expect(422);
    expect(body.errors[0].pointer).toBe(pointer);
  });
});
