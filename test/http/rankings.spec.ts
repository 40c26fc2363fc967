import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import request from 'supertest';
import { AnswerCache } from '../../src/cache/answer-cache.js';
import { Clock } from '../../src/common/clock.js';
import { PatternRegister } from '../../src/store/patterns/pattern-register.js';
import { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { openHttpApp } from '../support/http-app.js';
import { REPORTED_PATTERNS, reportedUsages, type ReportedUsage } from '../support/reported-usage.js';

const API = '/api/pattern-analytics';
const NOW = Date.parse('2026-03-04T10:30:00Z');
const DAY = 86_400_000;

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => NOW;
});
afterAll(() => app.close());

const clear = async (): Promise<void> => {
  await app
    .get(TrackerDataSource, { strict: false })
    .query('TRUNCATE pattern_feedback, patterns, rollup_watermark, rollup_invalidation');
  const register = app.get(PatternRegister, { strict: false });
  for (const { pattern_id } of REPORTED_PATTERNS) register.forget(pattern_id);
  await app.get(AnswerCache, { strict: false }).invalidate();
};

interface Feedback {
  readonly pattern_id: string;
  readonly success: boolean;
  readonly quality_score: number | null;
  readonly issues: readonly string[];
  readonly created_at: string;
}

const feedbacks = fc.array(
  fc.record({
    pattern_id: fc.constantFrom(...REPORTED_PATTERNS.slice(0, 3).map(({ pattern_id }) => pattern_id)),
    success: fc.boolean(),
    quality_score: fc.option(fc.nat(64).map((part) => part / 64)),
    issues: fc.array(fc.constantFrom('timeout', 'a', 'b', 'c', 'd', 'e', 'f', "it's"), { maxLength: 4 }),
    created_at: fc.integer({ min: NOW - 20 * DAY, max: NOW }).map((time) => new Date(time).toISOString()),
  }),
  { maxLength: 8 },
);

/** One pattern's usages, computed plainly. */
interface Plain {
  readonly id: string;
  readonly n: number;
  readonly rate: number;
  /** Null where none was given. */
  readonly quality: number | null;
  readonly issues: readonly string[];
}

type Use = Pick<ReportedUsage, 'pattern_id' | 'created_at' | 'quality_score'> & {
  readonly isSuccess: boolean;
  readonly issues: readonly string[];
};

const plain = (uses: readonly Use[], from: number): Plain[] =>
  REPORTED_PATTERNS.flatMap(({ pattern_id: id }) => {
    const own = uses.filter((use) => use.pattern_id === id && Date.parse(use.created_at) >= from);
    if (own.length === 0) return [];
    const qualities = own.flatMap(({ quality_score }) => quality_score ?? []);
    const counts = new Map<string, number>();
    for (const issue of own.flatMap(({ issues }) => issues)) counts.set(issue, (counts.get(issue) ?? 0) + 1);
    return [
      {
        id,
        n: own.length,
        rate: own.filter(({ isSuccess }) => isSuccess).length / own.length,
        quality: qualities.length === 0 ? null : qualities.reduce((a, b) => a + b, 0) / qualities.length,
        issues: [...counts]
          .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
          .slice(0, 5)
          .map(([issue]) => issue),
      },
    ];
  });

const confidence = ({ rate, n }: Plain): number => rate * Math.min(n / 30, 1);
const performance = ({ rate, quality, n }: Plain): number =>
  0.5 * rate + 0.3 * (quality ?? 0) + 0.2 * Math.min(n / 100, 1);

/** What is equal but for its last bits comes by id. */
const ranked = (patterns: readonly Plain[], valueOf: (pattern: Plain) => number): string[] =>
  [...patterns]
    .sort((a, b) => {
      const difference = valueOf(b) - valueOf(a);
      return Math.abs(difference) > 1e-12 ? difference : a.id < b.id ? -1 : 1;
    })
    .map(({ id }) => id);

const idsOf = (rows: { pattern_id: string }[]): string[] => rows.map(({ pattern_id }) => pattern_id);

describe('success-rates, top-patterns and top-performing', () => {
  it('rank any usages as a plain computation does', async () => {
    await fc.assert(
      fc.asyncProperty(
        reportedUsages(NOW, 160),
        feedbacks,
        fc.constantFrom(
          '',
          'time_range=1d',
          'time_range=30d',
          `from=${new Date(NOW - 9 * DAY).toISOString()}`,
        ),
        fc.integer({ min: 1, max: 20 }),
        async (usages, feedback, span, minSamples) => {
          await clear();
          await api().post(`${API}/usage/batch`).send(usages).expect(200);
          for (const one of feedback as Feedback[])
            await api()
              .post(`${API}/feedback`)
              .send({ ...one, feedback_id: randomUUID() })
              .expect(201);
          const uses: Use[] = [
            ...usages.map((usage) => ({
              ...usage,
              isSuccess: usage.outcome.includes('success'),
              issues: [],
            })),
            ...(feedback as Feedback[]).map((one) => ({ ...one, isSuccess: one.success })),
          ];
          const days = /=(\d+)d$/.exec(span)?.[1];
          const from = span === '' ? 0 : NOW - (days === undefined ? 9 : Number(days)) * DAY;
          const all = plain(uses, from);

          const { body: rates } = await api()
            .get(`${API}/success-rates?min_samples=${minSamples}&${span}`)
            .expect(200);
          const listed = all.filter(({ n }) => n >= minSamples);
          expect(idsOf(rates.patterns)).toEqual(ranked(listed, ({ rate }) => rate));
          for (const row of rates.patterns) {
            const expected = listed.find(({ id }) => id === row.pattern_id)!;
            const pattern = REPORTED_PATTERNS.find(({ pattern_id }) => pattern_id === row.pattern_id)!;
            expect(row).toEqual({
              pattern_id: expected.id,
              pattern_name: pattern.pattern_name ?? `pattern_${expected.id.slice(0, 8)}`,
              pattern_type: pattern.pattern_type ?? 'other',
              success_rate: expected.rate,
              confidence: expect.closeTo(confidence(expected), 12),
              sample_size: expected.n,
              avg_quality_score: expected.quality === null ? null : expect.closeTo(expected.quality, 12),
              common_issues: expected.issues,
            });
          }
          expect(rates.summary).toEqual({
            total_patterns: listed.length,
            total_matching: listed.length,
            avg_success_rate:
              listed.length === 0
                ? null
                : expect.closeTo(listed.reduce((sum, { rate }) => sum + rate, 0) / listed.length, 12),
            high_confidence_patterns: listed.filter((one) => confidence(one) >= 0.8 - 1e-12).length,
          });
          expect(rates.from).toBe(span === '' ? undefined : new Date(from).toISOString().replace('.000', ''));

          const { body: top } = await api().get(`${API}/top-patterns?limit=3&node_type=EFFECT&${span}`);
          const effects = all.filter(({ id }) =>
            REPORTED_PATTERNS.some(
              ({ pattern_id, node_type }) => id === pattern_id && node_type === 'effect',
            ),
          );
          expect(top.filter_criteria).toEqual({ node_type: 'EFFECT', limit: 3 });
          expect(top.total_patterns).toBe(top.top_patterns.length);
          expect(top.total_matching).toBe(effects.length);
          const score = (one: Plain): number => one.rate * confidence(one);
          expect(idsOf(top.top_patterns)).toEqual(ranked(effects, score).slice(0, 3));
          expect(top.top_patterns.map(({ rank }: { rank: number }) => rank)).toEqual(
            effects.slice(0, 3).map((_, index) => index + 1),
          );
          for (const row of top.top_patterns) expect(row.node_type).toBe('effect');

          for (const [criteria, valueOf] of [
            ['success_rate', ({ rate }: Plain) => rate],
            ['usage', ({ n }: Plain) => n],
            ['quality', ({ quality }: Plain) => quality ?? -1],
            ['performance_score', performance],
          ] as const) {
            const { body } = await api().get(`${API}/top-performing?criteria=${criteria}&limit=5&${span}`);
            expect(idsOf(body.patterns)).toEqual(ranked(all, valueOf).slice(0, 5));
            expect(body).toMatchObject({
              total_count: body.patterns.length,
              total_matching: all.length,
              criteria,
            });
            for (const row of body.patterns) {
              const expected = all.find(({ id }) => id === row.pattern_id)!;
              expect(row.performance_score).toBeCloseTo(performance(expected), 11);
              expect(row).toMatchObject({ usage_count: expected.n, success_rate: expected.rate });
            }
          }
        },
      ),
      { numRuns: 3, endOnFailure: true },
    );
  }, 120_000);

  it('have nothing to say of nothing', async () => {
    await clear();
    const { body: rates } = await api().get(`${API}/success-rates`).expect(200);
    expect(rates).toEqual({
      patterns: [],
      summary: { total_patterns: 0, total_matching: 0, avg_success_rate: null, high_confidence_patterns: 0 },
    });
    const { body: top } = await api().get(`${API}/top-patterns`).expect(200);
    expect(top).toEqual({
      top_patterns: [],
      total_patterns: 0,
      total_matching: 0,
      filter_criteria: { node_type: null, limit: 10 },
    });
    const { body: best } = await api().get(`${API}/top-performing`).expect(200);
    expect(best).toEqual({ patterns: [], total_count: 0, total_matching: 0, criteria: 'performance_score' });
  });

  it('counts patterns without a type as other', async () => {
    await clear();
    const pattern_id = randomUUID();
    const usage = { pattern_id, outcome: 'success', created_at: new Date(NOW).toISOString() };
    await api().post(`${API}/usage/batch`).send([usage]).expect(200);
    const found = async (type: string): Promise<string[]> =>
      idsOf((await api().get(`${API}/success-rates?min_samples=1&pattern_type=${type}`)).body.patterns);
    expect(await found('other')).toEqual([pattern_id]);
    expect(await found('security')).toEqual([]);
  });

  it.each([
    ['success-rates?min_samples=0', '/min_samples'],
    ['success-rates?min_samples=1001', '/min_samples'],
    ['success-rates?pattern_type=No%20type', '/pattern_type'],
    ['success-rates?timezone=UTC', '/timezone'],
    ['success-rates?time_range=7d&from=2026-01-01T00:00:00Z', '/time_range'],
    ['top-patterns?limit=101', '/limit'],
    ['top-patterns?limit=0', '/limit'],
    ['top-patterns?node_type=function', '/node_type'],
    ['top-performing?criteria=speed', '/criteria'],
    ['top-performing?limit=1.5', '/limit'],
  ])('refuses %s', async (path, pointer) => {
    const { body } = await api().get(`${API}/${path}`).expect(422);
    expect(body.errors[0].pointer).toBe(pointer);
  });
});
