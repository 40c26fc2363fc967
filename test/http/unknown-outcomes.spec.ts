import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { Clock } from '../../src/common/clock.js';
import { PatternUsageTracker } from '../../src/index.js';
import { RollupRefresh } from '../../src/store/rollups/rollup-refresh.js';
import { openHttpApp } from '../support/http-app.js';
import { seededUsages, type ReportedUsage } from '../support/seeded-usages.js';

const API = '/api/pattern-analytics';
const NOW = Date.parse('2026-03-04T10:30:00Z');
const PATTERNS = ['1', '2', '3', '4'].map((digit) => `${digit.repeat(8)}-1111-4111-8111-111111111111`);
/** Used, and what came of it is not known of any of its usages. */
const NEVER_KNOWN = '5'.repeat(8) + '-1111-4111-8111-111111111111';

/** Every question that counts usages in some way, with what is not about the moment it is asked at. */
const QUESTIONS = [
  '/usage-stats?time_range=30d',
  '/usage-stats?time_range=30d&group_by=context.team&fill=true&compare=previous_period',
  '/usage-stats?time_range=30d&limit=2',
  '/usage-stats/totals?time_range_hours=720',
  '/overview?time_range=30d',
  '/adoption?time_range=30d',
  `/time-series?metric=usage&time_range=30d&pattern_id=${PATTERNS.join(',')}`,
  `/time-series?metric=latency_p95&time_range=30d&pattern_id=${PATTERNS.join(',')}`,
  '/success-rates?time_range=30d',
  '/success-rates?time_range=30d&group_by=context.team',
  '/top-patterns?time_range=30d',
  '/top-performing?time_range=30d',
  '/emerging-patterns?time_window_hours=168&min_frequency=1',
  '/stats',
  '/dashboard-summary',
  '/quality-metrics?time_range=30d',
  '/quality-trends?time_range=30d',
  '/trends?time_range=30d',
  '/errors?time_range=30d',
  '/performance-correlation?time_range=30d',
  '/usages/export?format=json&time_range=30d',
  ...PATTERNS.flatMap((id) => [
    `/patterns/${id}/effectiveness?time_range_hours=720`,
    `/pattern/${id}/history?limit=500`,
    `/patterns/${id}/recommendation`,
  ]),
];

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
const get = async (path: string): Promise<unknown> => {
  const { body, status } = await api().get(API + path);
  return [path, status, body];
};
const known = seededUsages(PATTERNS, 400, 29, NOW);
const unknown: ReportedUsage[] = seededUsages([...PATTERNS, NEVER_KNOWN], 300, 20, NOW).map((usage) => ({
  ...usage,
  id: randomUUID(),
  outcome: 'unknown',
  error_message: 'Timeout after 3',
}));
const answers = (): Promise<unknown[]> => Promise.all(QUESTIONS.map(get));
let before: unknown[];

beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => NOW;
  await api().post(`${API}/usage/batch`).send(known).expect(200);
  before = await answers();
  await api().post(`${API}/usage/batch`).send(unknown).expect(200);
});
afterAll(() => app.close());

const countsBy = (usages: readonly ReportedUsage[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { pattern_id } of usages) counts[pattern_id] = (counts[pattern_id] ?? 0) + 1;
  return counts;
};

describe.each(['the usages', 'the rollups'])('usages of unknown outcome, read from %s', (source) => {
  beforeAll(async () => {
    if (source === 'the rollups') await app.get(RollupRefresh, { strict: false }).catchUp();
  });

  it('are in no answer where nobody asks for them', async () => {
    expect(await answers()).toEqual(before);
    expect(JSON.stringify(before)).not.toContain('"unknown"');
  });

  it('are counted where they are asked for, beside those that are known', async () => {
    const [ofKnown, ofUnknown] = [countsBy(known), countsBy(unknown)];
    const all = countsBy([...known, ...unknown]);
    const expected = [...PATTERNS, NEVER_KNOWN].map((pattern_id) => ({
      pattern_id,
      usage_count: all[pattern_id] ?? 0,
      known_usages: ofKnown[pattern_id] ?? 0,
      unknown_usages: ofUnknown[pattern_id] ?? 0,
    }));
    const { body: table } = await api().get(`${API}/patterns?time_range=30d&include=unknown`);
    const { patterns } = table as { patterns: ((typeof expected)[0] & { sparkline: number[] })[] };
    expect(patterns.map(({ usage_count }) => usage_count)).toEqual(
      expected.map(({ usage_count }) => usage_count).sort((a, b) => b - a),
    );
    for (const row of expected) {
      const found = patterns.find(({ pattern_id }) => pattern_id === row.pattern_id)!;
      expect(found).toMatchObject(row);
      expect(found.sparkline.reduce((a, b) => a + b)).toBe(row.usage_count);
    }
    const { body: stats } = await api().get(`${API}/usage-stats?time_range=30d&include=unknown&limit=3`);
    const { patterns: series, total_usage } = stats as {
      patterns: { pattern_id: string; total_usage: number }[];
      total_usage: number;
    };
    expect(total_usage).toBe(known.length + unknown.length);
    expect(Object.fromEntries(series.map((row) => [row.pattern_id, row.total_usage]))).toEqual(
      Object.fromEntries(patterns.slice(0, 3).map((row) => [row.pattern_id, row.usage_count])),
    );
    const { body: overview } = await api().get(`${API}/overview?time_range=30d&include=unknown`);
    const { current, buckets } = overview as {
      current: Record<string, unknown>;
      buckets: { outcomes: { unknown: number } }[];
    };
    const asked = before as [string, number, { current: object }][];
    const [, , plain] = asked.find(([path]) => path === '/overview?time_range=30d')!;
    expect(current).toEqual({
      ...plain.current,
      patterns: 5,
      usages: known.length + unknown.length,
      known_usages: known.length,
      unknown_usages: unknown.length,
    });
    expect(buckets.reduce((sum, bucket) => sum + bucket.outcomes.unknown, 0)).toBe(unknown.length);
    const usage = await api().get(
      `${API}/time-series?metric=usage&time_range=30d&include=unknown&pattern_id=${NEVER_KNOWN}`,
    );
    const { data } = usage.body as { data: { value: number }[] };
    expect(data.reduce((sum, { value }) => sum + value, 0)).toBe(ofUnknown[NEVER_KNOWN]);
  });

  it('are listed where they are asked for', async () => {
    const own = unknown.filter(({ pattern_id }) => pattern_id === NEVER_KNOWN);
    const asked = `${API}/patterns/${NEVER_KNOWN}/history?limit=500`;
    for (const parameter of ['include=unknown', 'outcome=unknown']) {
      const { body } = await api().get(`${asked}&${parameter}`).expect(200);
      const { feedback_history, summary } = body as {
        feedback_history: { feedback_id: string; outcome: string; success: boolean | null }[];
        summary: object;
      };
      expect(new Set(feedback_history.map(({ feedback_id }) => feedback_id))).toEqual(
        new Set(own.map(({ id }) => id)),
      );
      expect(feedback_history[0]).toMatchObject({ outcome: 'unknown', success: null });
      expect(summary).toMatchObject({ total_feedback: own.length, known_usages: 0, success_rate: null });
    }
    const exported = await api().get(`${API}/usages/export?format=json&time_range=30d&include=unknown`);
    expect(exported.body).toHaveLength(known.length + unknown.length);
  });

  it('have no rate, and no verdict', async () => {
    const { body } = await api().get(
      `${API}/usage-stats/totals?time_range_hours=720&include=unknown&pattern_id=${NEVER_KNOWN}`,
    );
    expect((body as { patterns: object[] }).patterns).toEqual([
      expect.objectContaining({ known_usages: 0, success_count: 0, failure_count: 0, success_rate: null }),
    ]);
  });
});

it('become known by feedback, everywhere', async () => {
  const tracker = app.get(PatternUsageTracker, { strict: false });
  const pattern_id = randomUUID();
  const total = async (): Promise<object> => (await tracker.getUsageStats(pattern_id)).patterns[0] ?? {};
  await tracker.recordUsage({
    pattern_id,
    outcome: 'unknown',
    execution_id: 'run 1',
    correlation_id: randomUUID(),
    created_at: new Date(NOW - 60_000).toISOString(),
  });
  expect(await total()).toEqual({});
  await tracker.recordFeedback({ pattern_id, execution_id: 'run 1', quality_score: 0.5 });
  expect(await total()).toEqual({});
  await tracker.recordFeedback({ pattern_id, execution_id: 'run 1', success: false });
  expect(await total()).toMatchObject({ total_usages: 1, success_rate: 0, average_quality_score: 0.5 });
});

it('may not say success beside an unknown outcome', async () => {
  const usage = { pattern_id: PATTERNS[0], outcome: 'unknown', success: false };
  const { body } = await api().post(`${API}/usage`).send(usage).expect(422);
  expect(body).toMatchObject({ errors: [{ pointer: '/success', allowed: 'left out' }] });
});
