import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import request from 'supertest';
import { Clock } from '../../src/common/clock.js';
import { openHttpApp } from '../support/http-app.js';
import { REPORTED_PATTERNS, type ReportedUsage, reportedUsages } from '../support/reported-usage.js';

const API = '/api/pattern-analytics';
const NOW = Date.parse('2026-03-04T10:30:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

const [usages] = fc.sample(reportedUsages(NOW, 300), { numRuns: 1, seed: 23 }) as [ReportedUsage[]];
beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => NOW;
  await api().post(`${API}/usage/batch`).send(usages).expect(200);
});
afterAll(() => app.close());

const format = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Qualities of a pattern in a range, by the start of their bucket. */
const qualities = (id: string, from: number, to: number, width: number): Map<number, number[]> => {
  const buckets = new Map<number, number[]>();
  for (const { pattern_id, created_at, quality_score } of usages) {
    const time = Date.parse(created_at);
    if (pattern_id !== id || quality_score === null || time < from || time >= to) continue;
    const start = Math.floor(time / width) * width;
    buckets.set(start, [...(buckets.get(start) ?? []), quality_score]);
  }
  return new Map([...buckets].sort(([a], [b]) => a - b));
};

/** Slope by the textbook: (nΣxy − ΣxΣy) / (nΣx² − (Σx)²). */
const slopeOf = (points: readonly (readonly [number, number])[]): number => {
  const sum = (valueOf: (x: number, y: number) => number): number =>
    points.reduce((total, [x, y]) => total + valueOf(x, y), 0);
  const n = points.length;
  const [x, y] = [sum((one) => one), sum((_, one) => one)];
  return (n * sum((a, b) => a * b) - x * y) / (n * sum((a) => a * a) - x * x);
};

const expected = (from: number, to: number, width: number, fewest = 0): object[] =>
  REPORTED_PATTERNS.map(({ pattern_id, pattern_name, pattern_type }) => {
    const buckets = qualities(pattern_id, from, to, width);
    const points = [...buckets].map(([start, values]) => [start / width, average(values)] as const);
    const slope = points.length < 3 ? 0 : slopeOf(points);
    const velocity = slope === 0 ? 0 : slope / average(points.map(([, y]) => y));
    const direction =
      points.length < 3
        ? 'insufficient_data'
        : Math.abs(velocity) < 0.01
          ? 'stable'
          : slope > 0
            ? 'increasing'
            : 'decreasing';
    return {
      all: [...buckets.values()].flat(),
      row: {
        pattern_id,
        pattern_name: pattern_name ?? `pattern_${pattern_id.slice(0, 8)}`,
        pattern_type: pattern_type ?? 'other',
        measurements: [...buckets].map(([start, values]) => ({
          quality_score: average(values),
          confidence: Math.min(values.length / 30, 1),
          timestamp: format(start),
        })),
        trend: {
          direction,
          velocity: expect.closeTo(velocity, 7),
          slope: expect.closeTo(slope, 7),
        },
      },
    };
  })
    .filter(({ all }) => all.length > 0 && average(all) >= fewest)
    .sort((a, b) => average(b.all) - average(a.all) || (a.row.pattern_id < b.row.pattern_id ? -1 : 1))
    .map(({ row }) => row);

describe('GET /quality-metrics', () => {
  it('measures by day as a plain computation does, in the original’s shape', async () => {
    const { body } = await api().get(`${API}/quality-metrics`).expect(200);
    const all = expected(NOW - 30 * DAY, Infinity, DAY);
    expect(body).toEqual({ patterns: all, total_count: all.length, total_matching: all.length });
    const { body: good } = await api().get(`${API}/quality-metrics?min_quality=0.5`).expect(200);
    const better = expected(NOW - 30 * DAY, Infinity, DAY, 0.5);
    expect(good).toEqual({
      patterns: better,
      total_count: better.length,
      total_matching: better.length,
    });
    const id = REPORTED_PATTERNS[0]!.pattern_id;
    const { body: one } = await api().get(`${API}/quality-metrics?pattern_id=${id}`).expect(200);
    expect(one.patterns).toEqual(all.filter((row) => (row as { pattern_id: string }).pattern_id === id));
  });

  it('takes a range, fills it, marks what is partial and sets it against the one before', async () => {
    const [from, to] = [NOW - 40 * HOUR, NOW - 10 * HOUR];
    const { body } = await api()
      .get(`${API}/quality-metrics`)
      .query({
        from: format(from),
        to: format(to),
        granularity: 'hour',
        fill: 'true',
        compare: 'previous_period',
        limit: 2,
      })
      .expect(200);
    const all = expected(from, to, HOUR) as { pattern_id: string; measurements: object[] }[];
    expect(body).toMatchObject({
      total_count: 2,
      total_matching: all.length,
      from: format(from),
      to: format(to),
      granularity: 'hour',
      timezone: 'UTC',
      comparison: { from: format(2 * from - to), to: format(from) },
    });
    expect(body.patterns).toHaveLength(Math.min(2, all.length));
    const rest = all
      .slice(2)
      .map(({ pattern_id }) => [...qualities(pattern_id, from, to, HOUR).values()].flat());
    expect(body.other).toMatchObject({ patterns: rest.length, average_quality: average(rest.flat()) });
    expect(body.other.measurements).toHaveLength(31);
    for (const [at, { measurements, ...row }] of body.patterns.entries()) {
      const { measurements: measured, ...rest } = all[at]!;
      expect(row).toMatchObject(rest);
      const before = [...qualities(row.pattern_id, 2 * from - to, from, HOUR).values()].flat();
      expect(row.previous_average_quality).toEqual(
        before.length === 0 ? null : expect.closeTo(average(before), 12),
      );
      expect(measurements).toHaveLength(31);
      expect(measurements.filter(({ confidence }: { confidence: number }) => confidence > 0)).toMatchObject(
        measured,
      );
      // From 18:30 to 00:30: the first and the last hour are cut.
      expect(measurements.map(({ partial = false }: { partial?: boolean }) => partial)).toEqual(
        Array.from({ length: 31 }, (_, hour) => hour === 0 || hour === 30),
      );
    }
  });

  it.each([
    ['min_quality=1.5', '/min_quality'],
    ['min_quality=good', '/min_quality'],
    ['pattern_id=7f9c', '/pattern_id'],
    ['limit=0', '/limit'],
    ['group_by=day', '/group_by'],
  ])('refuses %s', async (query, pointer) => {
    const { body } = await api().get(`${API}/quality-metrics?${query}`).expect(422);
    expect(body.errors[0].pointer).toBe(pointer);
  });
});
