import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { Clock } from '../../src/common/clock.js';
import { openHttpApp } from '../support/http-app.js';
import { text, timeOf, type ReportedUsage, seededUsages } from '../support/seeded-usages.js';

const API = '/api/pattern-analytics';
const DAY = 86_400_000;
/** A Wednesday. */
const NOW = Date.parse('2026-03-04T10:30:00Z');
const PATTERNS = ['a', 'b', 'c', 'd'].map((letter) => `${letter.repeat(8)}-1111-4111-8111-111111111111`);
const [A] = PATTERNS as [string, ...string[]];

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
const usages = seededUsages(PATTERNS, 1500, 70, NOW);

const get = async <T>(path: string, query: Record<string, string | number> = {}): Promise<T> =>
  (await api().get(`${API}/${path}`).query(query).expect(200)).body as T;

beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => NOW;
  await api().post(`${API}/usage/batch`).send(usages).expect(200);
});
afterAll(() => app.close());

describe('GET /errors', () => {
  interface Kinds {
    readonly errors: {
      id: string;
      fingerprint: string;
      count: number;
      share: number;
      previous_count: number;
      patterns: { pattern_id: string; count: number }[];
      first_seen: string;
      last_seen: string;
      sample: { usage_id: string; error_message: string };
    }[];
    readonly total_kinds: number;
    readonly total_errors: number;
    readonly other: { kinds: number; count: number };
  }
  const from = NOW - 7 * DAY;
  const failed = usages.filter((one) => one.error_message !== null);
  const kindOf = (one: ReportedUsage): string => one.error_message!.replace(/\d+$/, '<n>');
  const within = (low: number, high: number): ReportedUsage[] =>
    failed.filter((one) => timeOf(one) >= low && timeOf(one) < high);

  it('counts errors by what they have in common', async () => {
    const body = await get<Kinds>('errors');
    const now = within(from, NOW + 1);
    expect(body).toMatchObject({ total_kinds: 2, total_errors: now.length, other: { kinds: 0, count: 0 } });
    expect(body.errors.map(({ count }) => count)).toEqual(
      body.errors.map(({ count }) => count).sort((a, b) => b - a),
    );
    for (const kind of body.errors) {
      const own = now.filter((one) => kindOf(one) === kind.fingerprint).sort((a, b) => timeOf(b) - timeOf(a));
      expect(kind).toMatchObject({
        count: own.length,
        share: own.length / now.length,
        previous_count: within(from - 7 * DAY, from).filter((one) => kindOf(one) === kind.fingerprint).length,
        last_seen: text(timeOf(own[0]!)),
        first_seen: text(timeOf(own.at(-1)!)),
        sample: { usage_id: own[0]!.id, error_message: own[0]!.error_message, context: own[0]!.context },
      });
      for (const { pattern_id, count } of kind.patterns) {
        expect(count).toBe(own.filter((one) => one.pattern_id === pattern_id).length);
      }
      expect(kind.patterns.reduce((total, { count }) => total + count, 0)).toBe(own.length);
    }
  });

  it('says what a limit leaves out, and takes filters', async () => {
    const all = await get<Kinds>('errors', { outcome: 'error', 'context.team': 'shop', pattern_id: A });
    const own = within(from, NOW + 1).filter(
      (one) => one.outcome === 'error' && one.context['team'] === 'shop' && one.pattern_id === A,
    );
    expect(all.total_errors).toBe(own.length);
    for (const { fingerprint, sample } of all.errors) {
      const [newest] = own.filter((one) => kindOf(one) === fingerprint).sort((a, b) => timeOf(b) - timeOf(a));
      expect(sample.usage_id).toBe(newest!.id);
    }
    const limited = await get<Kinds>('errors', { limit: 1 });
    expect(limited.errors).toHaveLength(1);
    expect(limited.other).toEqual({ kinds: 1, count: limited.total_errors - limited.errors[0]!.count });
  });

  it('tells each kind over time, filled, in a zone, and against the period before', async () => {
    interface Point {
      readonly timestamp: string;
      readonly count: number;
      readonly partial?: true;
    }
    const first = Date.parse('2026-02-24T18:15:00Z');
    const days = Array.from({ length: 8 }, (_, day) => first + day * DAY);
    const dataOf = (own: readonly ReportedUsage[]): Point[] =>
      days.map((start, at) => ({
        timestamp: text(start),
        count: own.filter((one) => timeOf(one) >= start && timeOf(one) < start + DAY).length,
        ...(at === 0 || at === days.length - 1 ? { partial: true as const } : {}),
      }));
    const body = await get<{
      errors: { fingerprint: string; count: number; previous_count: number; data: Point[] }[];
      data: Point[];
      other: { data: Point[] };
      comparison: object;
    }>('errors', {
      granularity: 'day',
      timezone: 'Asia/Kathmandu',
      fill: 'true',
      compare: 'previous_period',
      limit: 1,
    });
    const now = within(from, NOW + 1);
    const before = within(from - 7 * DAY, from);
    const [kind] = body.errors;
    expect(kind!.data).toEqual(dataOf(now.filter((one) => kindOf(one) === kind!.fingerprint)));
    expect(body.other.data).toEqual(dataOf(now.filter((one) => kindOf(one) !== kind!.fingerprint)));
    expect(body.data).toEqual(dataOf(now));
    expect(kind!.previous_count).toBe(before.filter((one) => kindOf(one) === kind!.fingerprint).length);
    expect(body).toMatchObject({
      granularity: 'day',
      timezone: 'Asia/Kathmandu',
      week_start: 'monday',
      comparison: { value: now.length, previous_value: before.length, from: text(from - 7 * DAY) },
    });
    const plain = await get<{ errors: { data?: unknown }[] }>('errors');
    expect(plain.errors[0]!.data).toBeUndefined();
  });

  it('leads down to the single usages, page by page', async () => {
    const { errors } = await get<Kinds>('errors', { limit: 1 });
    const { id, fingerprint } = errors[0]!;
    const own = within(from, NOW + 1).filter((one) => kindOf(one) === fingerprint);
    const found: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page: {
        usages: { usage_id: string; created_at: string }[];
        next_cursor: string | null;
        total_usages: number;
      } = await get(`errors/${id}/usages`, { limit: 10, ...(cursor ? { cursor } : {}) });
      expect(page.total_usages).toBe(own.length);
      found.push(...page.usages.map((one) => one.usage_id));
      cursor = page.next_cursor;
    }
    const youngestFirst = [...own].sort((a, b) => timeOf(b) - timeOf(a) || (a.id < b.id ? 1 : -1));
    expect(found).toEqual(youngestFirst.map((one) => one.id));
    expect(await get('errors/0123456789abcdef/usages')).toEqual({
      id: '0123456789abcdef',
      fingerprint: null,
      total_usages: 0,
      usages: [],
      next_cursor: null,
    });
    await api().get(`${API}/errors/xyz/usages`).expect(422);
    await api().get(`${API}/errors/${id}/usages?cursor=xyz`).expect(422);
  });
});
