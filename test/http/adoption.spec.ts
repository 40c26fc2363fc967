import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import type { AdoptionResponse } from '../../src/analytics/adoption/adoption.dto.js';
import type { OverviewResponse } from '../../src/analytics/overview/overview.dto.js';
import type { TimeSeriesResponse } from '../../src/analytics/time-series/time-series.dto.js';
import { Clock } from '../../src/common/clock.js';
import type { ToRetireResponse } from '../../src/effectiveness/life-cycle/to-retire.dto.js';
import type { PatternTableResponse } from '../../src/effectiveness/pattern-table.dto.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const DAY = 86_400_000;
/** A Wednesday. */
const NOW = Date.parse('2026-03-04T10:30:00Z');
const TODAY = Date.parse('2026-03-04T00:00:00Z');
const [A, B, C] = ['a', 'b', 'c'].map((letter) => `${letter.repeat(8)}-1111-4111-8111-111111111111`) as [
  string,
  string,
  string,
];

interface Reported {
  readonly pattern_id: string;
  readonly at: number;
  readonly actor: string | null;
  readonly team: string;
  readonly outcome: string;
}

/** Usages of 60 days, drawn by a fixed rule; C is used by one actor alone. */
const usages: Reported[] = Array.from({ length: 700 }, (_, n) => {
  const pick = (salt: number, most: number): number => ((n * 7919 + salt * 104_729) % 10_007) % most;
  const pattern_id = [A, A, B, C][pick(1, 4)]!;
  const actor =
    pick(2, 5) === 0 ? null : pattern_id === C ? 'zoe' : `actor-${pick(3, 1 + Math.ceil(n / 60))}`;
  return {
    pattern_id,
    at: NOW - 60 * DAY + Math.floor((n / 700) * 60 * DAY) + pick(4, 3_600_000),
    actor,
    team: ['search', 'ads'][pick(5, 2)]!,
    outcome: ['success', 'error', 'success', 'unknown'][pick(6, 4)]!,
  };
}).filter(({ at }) => at < NOW);

let app: NestFastifyApplication;
const get = async <T>(path: string, query: Record<string, string | number> = {}): Promise<T> => {
  const answer = await request(app.getHttpServer()).get(`${API}/${path}`).query(query);
  expect([path, query, answer.status, (answer.body as { detail?: string }).detail]).toEqual([
    path,
    query,
    200,
    undefined,
  ]);
  return answer.body as T;
};

beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => NOW;
  const sent = usages.map(({ at, team, actor, ...usage }) => ({
    ...usage,
    ...(actor && { actor }),
    context: { team },
    created_at: new Date(at).toISOString(),
  }));
  await request(app.getHttpServer()).post(`${API}/usage/batch`).send(sent).expect(200);
});
afterAll(() => app.close());

const known = usages.filter(({ outcome }) => outcome !== 'unknown');
const within = (own: readonly Reported[], from: number, to: number): Reported[] =>
  own.filter(({ at }) => at >= from && at < to);
const actorsOf = (own: readonly Reported[]): Set<string> => new Set(own.flatMap(({ actor }) => actor ?? []));
const countsOf = (own: readonly Reported[]): { actors: number | null; usages_with_actor: number } => ({
  actors: actorsOf(own).size || null,
  usages_with_actor: own.filter(({ actor }) => actor !== null).length,
});
const text = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

describe('GET /adoption', () => {
  it.each([
    [{}, () => known],
    [{ pattern_id: A }, () => known.filter(({ pattern_id }) => pattern_id === A)],
    [{ pattern_id: [A, C].join(',') }, () => known.filter(({ pattern_id }) => pattern_id !== B)],
    [{ include: 'unknown', 'context.team': 'ads' }, () => usages.filter(({ team }) => team === 'ads')],
  ])('tells who is new, returns and lapses: %j', async (query, chosen) => {
    const own = chosen();
    const from = NOW - 30 * DAY;
    const body = await get<AdoptionResponse>('adoption', query);
    const days = Array.from({ length: 31 }, (_, at) => TODAY - (30 - at) * DAY);
    expect(body.data.map(({ timestamp }) => timestamp)).toEqual(days.map(text));
    let sum = 0;
    for (const [at, day] of days.entries()) {
      const here = actorsOf(within(own, Math.max(day, from), day + DAY));
      const seen = actorsOf(within(own, 0, Math.max(day, from)));
      const before = actorsOf(within(own, day - DAY, day));
      const isPartial = at === 0 || at === 30;
      const fresh = [...here].filter((actor) => !seen.has(actor)).length;
      sum += fresh;
      expect(body.data[at]).toEqual({
        timestamp: text(day),
        actors: here.size,
        new: fresh,
        returning: here.size - fresh,
        lapsed: isPartial ? null : [...before].filter((actor) => !here.has(actor)).length,
        ...(isPartial && { partial: true }),
      });
    }
    // Without a filter there are some of each kind.
    if (Object.keys(query).length === 0) expect(sum).toBeGreaterThan(0);
    const inRange = within(own, from, NOW);
    expect(body).toMatchObject({
      ...countsOf(inRange),
      usages: inRange.length,
      granularity: 'day',
      from: text(from),
      first_kept: text(Math.min(...usages.map(({ at }) => at))),
    });
  });

  it('cuts weeks of a zone, the one before the first included', async () => {
    const query = {
      from: '2026-02-05T00:00:00Z',
      to: '2026-03-01T00:00:00Z',
      granularity: 'week',
      timezone: 'Asia/Kathmandu',
    };
    const body = await get<AdoptionResponse>('adoption', query);
    const starts = body.data.map(({ timestamp }) => Date.parse(timestamp));
    expect(starts[0]).toBe(Date.parse('2026-02-02T00:00:00+05:45'));
    const [begin, second] = starts as [number, number];
    const here = actorsOf(within(known, second, second + 7 * DAY));
    const first = actorsOf(within(known, begin, second));
    expect(body.data[1]!.lapsed).toBe([...first].filter((actor) => !here.has(actor)).length);
  });

  it.each([
    [{ granularity: 'month' }, '/granularity'],
    [{ pattern_id: 'nobody' }, '/pattern_id'],
    [{ timezone: 'Mars/Base' }, '/timezone'],
    [{ from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' }, '/to'],
    [{ fill: 'true' }, '/fill'],
    [{ group_by: 'context.team' }, '/group_by'],
    [{ from: '1990-01-01T00:00:00Z', granularity: 'hour' }, '/from'],
  ])('refuses %j', async (query, pointer) => {
    const { body } = await request(app.getHttpServer()).get(`${API}/adoption`).query(query).expect(422);
    expect((body as { errors: { pointer: string }[] }).errors.map((one) => one.pointer)).toContain(pointer);
  });

  it('says that nobody is known where no usage tells an actor', async () => {
    const body = await get<AdoptionResponse>('adoption', {
      pattern_id: 'dddddddd-1111-4111-8111-111111111111',
    });
    expect(body).toMatchObject({ actors: null, usages: 0, usages_with_actor: 0 });
  });
});

it('counts actors in time series: by pattern, by context, of the range against the one before', async () => {
  const from = NOW - 30 * DAY;
  const body = await get<TimeSeriesResponse>('time-series', {
    metric: 'actors',
    pattern_id: `${A},${B}`,
    group_by: 'context.team',
    compare: 'previous_period',
    granularity: 'week',
  });
  for (const series of body.series!) {
    const own = known.filter(({ pattern_id }) => pattern_id === series.pattern_id);
    for (const { timestamp, value, n } of series.data) {
      const start = Date.parse(timestamp);
      const some = within(own, Math.max(start, from), start + 7 * DAY);
      expect([value, n]).toEqual([countsOf(some).actors, countsOf(some).usages_with_actor]);
    }
    expect(series.comparison).toMatchObject({
      value: countsOf(within(own, from, NOW)).actors,
      previous_value: countsOf(within(own, from - 30 * DAY, from)).actors,
    });
  }
  const both = within(known, from, NOW).filter(({ pattern_id }) => pattern_id !== C);
  expect(body.groups!.map(({ value }) => value).sort()).toEqual(['ads', 'search']);
  for (const { value, comparison } of body.groups!) {
    expect(comparison!.value).toBe(countsOf(both.filter(({ team }) => team === value)).actors);
  }
});

it('fills buckets in which nobody is told with null', async () => {
  const { data } = await get<TimeSeriesResponse>('time-series', {
    metric: 'actors',
    pattern_id: C,
    fill: 'true',
    granularity: 'hour',
    time_range: '7d',
  });
  expect(data.some(({ value, n }) => value === null && n === 0)).toBe(true);
  expect(data.some(({ value }) => value === 1)).toBe(true);
});

it('says in the overview how many actors there are, and were before', async () => {
  const { current, previous } = await get<OverviewResponse>('overview', {
    time_range: '30d',
    actors: 'true',
  });
  expect(current).toMatchObject(countsOf(within(known, NOW - 30 * DAY, NOW)));
  expect(previous).toMatchObject(countsOf(within(known, NOW - 60 * DAY, NOW - 30 * DAY)));
});

it('sorts and filters patterns by their actors', async () => {
  const inRange = within(known, NOW - 30 * DAY, NOW);
  const ask = (query: Record<string, string>): Promise<PatternTableResponse> =>
    get('patterns', { time_range: '30d', sort: 'actors', ...query });
  const all = await ask({});
  const expected = [A, B, C].map((id) => countsOf(inRange.filter(({ pattern_id }) => pattern_id === id)));
  for (const row of all.patterns) expect(row).toMatchObject(expected[[A, B, C].indexOf(row.pattern_id)]!);
  expect((await ask({ sort: 'usage_count' })).patterns[0]).not.toHaveProperty('actors');
  const byUsage = await ask({ sort: 'usage_count', actors: 'true' });
  for (const row of byUsage.patterns) expect(row).toMatchObject(expected[[A, B, C].indexOf(row.pattern_id)]!);
  expect(byUsage.facets.only_one_actor).toBeNull();
  const sorted = all.patterns.map(({ actors }) => actors!);
  expect(sorted).toEqual([...sorted].sort((a, b) => b - a));
  expect(all.facets.only_one_actor).toBe(1);
  const one = await ask({ only_one_actor: 'true' });
  expect(one.patterns.map(({ pattern_id }) => pattern_id)).toEqual([C]);
  expect(one.facets.only_one_actor).toBe(1);
  const others = await ask({ only_one_actor: 'false' });
  expect(others.total).toBe(2);
});

it('says who used what may be retired', async () => {
  const { patterns } = await get<ToRetireResponse>('patterns/to-retire', { unused_for: '1h' });
  for (const pattern of patterns) {
    const own = usages.filter(({ pattern_id }) => pattern_id === pattern.pattern_id);
    expect(pattern).toMatchObject(countsOf(own));
  }
  const { usages_with_actor, reason } = patterns.find(({ pattern_id }) => pattern_id === C)!;
  expect(reason).toContain(
    `Of the usages that are kept ${usages_with_actor} tell who used it: one actor alone.`,
  );
});
