import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { OUTCOMES } from '../../src/common/pattern-terms.js';
import { RollupRefresh } from '../../src/store/rollups/rollup-refresh.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const DAY = 86_400_000;

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
});
afterAll(() => app.close());

interface Reported {
  readonly id: string;
  readonly pattern_id: string;
  readonly created_at: string;
  readonly outcome: string;
  readonly quality_score: number;
  readonly execution_time_ms: number;
}
interface Page {
  readonly feedback_history: { readonly feedback_id: string }[];
  readonly summary: object;
  readonly next_cursor: string | null;
}

const record = async (usages: readonly object[]): Promise<void> => {
  await api().post(`${API}/usage/batch`).send(usages).expect(200);
};
const ask = async (pattern: string, query: Record<string, string | number> = {}): Promise<Page> =>
  (await api().get(`${API}/pattern/${pattern}/history`).query(query).expect(200)).body;
const idsOf = (usages: readonly { readonly id: string }[]): string[] => usages.map(({ id }) => id);
const shown = ({ feedback_history }: Page): string[] => feedback_history.map((item) => item.feedback_id);

/** Usages of a month, several of them in one millisecond, and the youngest first. */
const randomUsages = (pattern_id: string, count: number): Reported[] => {
  const now = Date.now();
  return Array.from({ length: count }, (_, at) => ({
    id: randomUUID(),
    pattern_id,
    created_at: new Date(now - Math.floor(at / 4) * (DAY / 2)).toISOString(),
    outcome: OUTCOMES[at % 3]!,
    quality_score: (at % 8) / 8,
    execution_time_ms: at,
  })).sort((a, b) => b.created_at.localeCompare(a.created_at) || (a.id < b.id ? 1 : -1));
};

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

const summaryOf = (usages: readonly Reported[]): object => {
  const successes = usages.filter(({ outcome }) => outcome.endsWith('success')).length;
  const times = usages.map(({ created_at }) => created_at.replace('.000Z', 'Z')).sort();
  return {
    total_feedback: usages.length,
    success_count: successes,
    failure_count: usages.length - successes,
    success_rate: successes / usages.length,
    avg_quality_score: average(usages.map(({ quality_score }) => quality_score)),
    avg_execution_time_ms: average(usages.map(({ execution_time_ms }) => execution_time_ms)),
    date_range: { earliest: times[0], latest: times.at(-1) },
  };
};

const NOTHING_TOLD = {
  version: null,
  actor: null,
  input_tokens: null,
  output_tokens: null,
  cost_usd: null,
  time_saved_seconds: null,
};

describe('GET /pattern/{id}/history', () => {
  it('shows feedback and plain usages alike, under both addresses', async () => {
    const pattern = randomUUID();
    const feedback = {
      feedback_id: randomUUID(),
      pattern_id: pattern,
      created_at: '2026-03-02T10:00:00Z',
      execution_id: 'run-1',
      sentiment: 'negative',
      performance_score: 0.25,
      explicit_rating: 0.5,
      implicit_signals: { execution_time_ms: 120 },
      issues: ['slow start'],
      context: { node_type: 'effect' },
    };
    await api().post(`${API}/feedback`).send(feedback).expect(201);
    const plain = {
      id: randomUUID(),
      pattern_id: pattern,
      outcome: 'success',
      created_at: '2026-03-01T10:00:00Z',
    };
    await record([plain]);
    const body = await ask(pattern.toUpperCase());
    expect(body).toEqual({
      pattern_id: pattern,
      pattern_name: `pattern_${pattern.slice(0, 8)}`,
      feedback_history: [
        {
          feedback_id: feedback.feedback_id,
          execution_id: 'run-1',
          sentiment: 'negative',
          success: false,
          outcome: 'failure',
          quality_score: 0.5,
          performance_score: 0.25,
          ...NOTHING_TOLD,
          execution_time_ms: 120,
          issues: ['slow start'],
          context: { node_type: 'effect' },
          correlation_id: null,
          error_message: null,
          created_at: '2026-03-02T10:00:00Z',
        },
        expect.objectContaining({
          feedback_id: plain.id,
          sentiment: null,
          success: true,
          issues: [],
          context: {},
        }),
      ],
      summary: {
        total_feedback: 2,
        success_count: 1,
        failure_count: 1,
        success_rate: 0.5,
        avg_quality_score: 0.5,
        avg_execution_time_ms: 120,
        date_range: { earliest: '2026-03-01T10:00:00Z', latest: '2026-03-02T10:00:00Z' },
      },
      next_cursor: null,
    });
    const other = await api().get(`${API}/patterns/${pattern}/history`).expect(200);
    expect(other.body).toEqual(body);
  });

  it.each([1, 7, 60, 61])('pages by %d through what was there, whatever arrives meanwhile', async (limit) => {
    const pattern = randomUUID();
    const usages = randomUsages(pattern, 60);
    await record(usages);
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page === 0 || cursor !== null; page += 1) {
      const body: Page = await ask(pattern, { limit, ...(cursor === null ? {} : { cursor }) });
      expect(body.feedback_history.length).toBeLessThanOrEqual(limit);
      seen.push(...shown(body));
      cursor = body.next_cursor;
      if (page < 3)
        await record([
          {
            id: randomUUID(),
            pattern_id: pattern,
            outcome: 'error',
            created_at: new Date(Date.now() + 1000).toISOString(),
          },
        ]);
    }
    expect(seen).toEqual(idsOf(usages));
  });

  it('filters by half-open range and outcome; the summary is of the whole range', async () => {
    const pattern = randomUUID();
    const usages = randomUsages(pattern, 60);
    await record(usages);
    const refresh = app.get(RollupRefresh, { strict: false });
    await refresh.advance();
    for (const [from, to] of [
      [40, 8],
      [59, 30],
      [31, 3],
    ] as const) {
      const range = { from: usages[from]!.created_at, to: usages[to]!.created_at };
      const within = usages.filter(({ created_at }) => created_at >= range.from && created_at < range.to);
      const all = await ask(pattern, range);
      expect(shown(all)).toEqual(idsOf(within));
      expect(all.summary).toEqual(summaryOf(within));
      const failures = await ask(pattern, { ...range, outcome: 'failure', limit: 500 });
      expect(shown(failures)).toEqual(idsOf(within.filter(({ outcome }) => outcome === 'failure')));
      const others = await ask(pattern, { ...range, outcome: 'success,error', limit: 500 });
      expect(shown(others)).toEqual(
        idsOf(within.filter(({ outcome }) => ['success', 'error'].includes(outcome))),
      );
      expect(failures.summary).toEqual(all.summary);
    }
    expect(await ask(pattern, { from: '2100-01-01T00:00:00Z' })).toEqual({
      pattern_id: pattern,
      pattern_name: expect.any(String),
      feedback_history: [],
      summary: {
        total_feedback: 0,
        success_count: 0,
        failure_count: 0,
        success_rate: null,
        avg_quality_score: null,
        avg_execution_time_ms: null,
        date_range: { earliest: null, latest: null },
      },
      next_cursor: null,
    });
  });

  it('names the pattern that is not known', async () => {
    const id = randomUUID();
    const { body } = await api().get(`${API}/pattern/${id}/history`).expect(404);
    expect(body.detail).toBe(`There is no pattern ${id}.`);
  });

  it.each([
    [{ limit: 501 }, '/limit', 'out_of_range'],
    [{ outcome: 'sucess' }, '/outcome', 'not_allowed'],
    [{ from: '2026-03-01' }, '/from', 'invalid_time'],
    [{ from: '2026-03-01T00:00:00Z', to: '2026-03-01T00:00:00Z' }, '/to', 'out_of_range'],
    [{ cursor: 'bm90aGluZw' }, '/cursor', 'invalid_cursor'],
    [{ cursor: 'x'.repeat(121) }, '/cursor', 'invalid_text'],
    [{ offset: 1 }, '/offset', 'unknown_field'],
  ])('refuses %j', async (query, pointer, code) => {
    const { body } = await api().get(`${API}/pattern/${randomUUID()}/history`).query(query).expect(422);
    expect(body.errors).toMatchObject([{ pointer, code }]);
  });
});

describe('GET /discovery-rate', () => {
  it('counts a pattern where it was first used, by type', async () => {
    const { Clock } = await import('../../src/common/clock.js');
    const clock = app.get(Clock, { strict: false });
    const real = clock.now.bind(clock);
    // A Wednesday of a year of its own.
    clock.now = () => Date.parse('2020-03-04T10:30:00Z');
    const usage = (created_at: string, pattern_type?: string, pattern_id: string = randomUUID()): object => ({
      pattern_id,
      outcome: 'success',
      created_at,
      pattern_type,
    });
    const late = randomUUID();
    await record([
      usage('2020-03-01T23:59:59.999Z', 'quality'),
      usage('2020-03-02T00:00:00Z', 'quality'),
      usage('2020-03-02T00:59:00Z'),
      usage('2020-03-04T10:29:00Z', 'security', late),
      usage('2020-02-26T10:29:59.999Z'),
    ]);
    await record([usage('2020-03-02T10:29:00Z', 'security', late)]);
    const rate = async (query: object): Promise<object> =>
      (await api().get(`${API}/discovery-rate`).query(query).expect(200)).body;
    expect(await rate({})).toEqual({
      data_points: [
        { timestamp: '2020-03-01T00:00:00Z', count: 1, pattern_types: { quality: 1 } },
        { timestamp: '2020-03-02T00:00:00Z', count: 3, pattern_types: { quality: 1, other: 1, security: 1 } },
      ],
      time_range: '7d',
      granularity: 'day',
      total_discovered: 4,
    });
    expect(await rate({ time_range: '30d', granularity: 'week' })).toMatchObject({
      data_points: [
        { timestamp: '2020-02-24T00:00:00Z', count: 2 },
        { timestamp: '2020-03-02T00:00:00Z', count: 3 },
      ],
      total_discovered: 5,
    });
    expect(await rate({ granularity: 'hour' })).toMatchObject({
      data_points: [
        { timestamp: '2020-03-01T23:00:00Z', count: 1 },
        { timestamp: '2020-03-02T00:00:00Z', count: 2 },
        { timestamp: '2020-03-02T10:00:00Z', count: 1 },
      ],
    });
    clock.now = real;
    const { body } = await api().get(`${API}/discovery-rate?granularity=month`).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/granularity', code: 'not_allowed' }]);
  });

  it('takes the shared parameters', async () => {
    const { Clock } = await import('../../src/common/clock.js');
    const clock = app.get(Clock, { strict: false });
    const real = clock.now.bind(clock);
    const now = Date.parse('2019-03-06T10:30:00Z');
    clock.now = () => now;
    try {
      const zone = 'Asia/Kathmandu';
      const types = ['quality', 'security', undefined];
      const seen = Array.from({ length: 90 }, (_, at) => ({
        pattern_id: randomUUID(),
        outcome: 'success',
        created_at: new Date(now - ((at * at * 37) % (20 * 24)) * 3_600_000 - at * 1000).toISOString(),
        pattern_type: types[at % 3],
        node_type: at % 2 === 0 ? 'effect' : 'compute',
      }));
      // Used again, which is no discovery.
      await record([...seen, { ...seen[0]!, created_at: new Date(now).toISOString() }]);
      const [from, to] = ['2019-02-24T13:20:00Z', '2019-03-07T00:00:00Z'];
      const found = seen
        .filter(({ pattern_type, node_type }) => pattern_type === 'quality' && node_type === 'effect')
        .map(({ created_at }) => Date.parse(created_at));
      const within = (low: number, high: number): number =>
        found.filter((time) => time >= low && time < high).length;
      // Days of a zone 5:45 ahead of UTC; the last one that has begun holds now.
      const first = Date.parse('2019-02-23T18:15:00Z');
      const days = Array.from({ length: 11 }, (_, day) => first + day * 86_400_000);
      const [begins, ends] = [Date.parse(from), Date.parse(to)];
      const elapsed = now - begins;
      const total = within(begins, ends);
      const previous = within(2 * begins - ends, 2 * begins - ends + elapsed);
      expect([total > 3, previous > 2]).toEqual([true, true]);
      const { body } = await api()
        .get(`${API}/discovery-rate`)
        .query({
          from,
          to,
          timezone: zone,
          week_start: 'sunday',
          fill: 'true',
          compare: 'previous_period',
          pattern_type: 'quality',
          node_type: 'Effect',
        })
        .expect(200);
      expect(body).toEqual({
        data_points: days.map((start, at) => {
          const count = within(Math.max(start, begins), start + 86_400_000);
          return {
            timestamp: new Date(start).toISOString().replace('.000Z', 'Z'),
            count,
            pattern_types: count === 0 ? {} : { quality: count },
            ...(at === 0 || at === days.length - 1 ? { partial: true } : {}),
          };
        }),
        time_range: 'custom',
        granularity: 'day',
        total_discovered: total,
        from,
        to,
        timezone: zone,
        week_start: 'sunday',
        comparison: {
          from: new Date(2 * begins - ends).toISOString().replace('.000Z', 'Z'),
          to: new Date(2 * begins - ends + elapsed).toISOString().replace('.000Z', 'Z'),
          value: total,
          previous_value: previous,
          change: expect.closeTo((total - previous) / previous, 12),
        },
      });
      const some = seen.slice(3, 6).map(({ pattern_id }) => pattern_id);
      const { body: three } = await api()
        .get(`${API}/discovery-rate?time_range=30d&granularity=week&pattern_id=${some.join(',')}`)
        .expect(200);
      expect(three.total_discovered).toBe(3);
    } finally {
      clock.now = real;
    }
    for (const name of ['outcome', 'context.team', 'group_by']) {
      const { body } = await api().get(`${API}/discovery-rate?${name}=error`).expect(422);
      expect(body.errors).toMatchObject([{ pointer: `/${name}`, code: 'unknown_field' }]);
    }
  });
});
