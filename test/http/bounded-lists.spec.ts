import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { v5 as uuidV5 } from 'uuid';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const LISTED = 10_000;
const PATTERNS = LISTED + 200;
const idOf = (at: number): string => uuidV5(`${at}`, '3b0d1f52-0b8f-4a52-a9b7-8a5f6f5c9d10');
/** The first hundred three times, the others once. */
const timesOf = (at: number): number => (at < 100 ? 3 : 1);

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp();
  const usages = Array.from({ length: PATTERNS }, (_, at) => at).flatMap((at) =>
    Array.from({ length: timesOf(at) }, () => ({
      pattern_id: idOf(at),
      outcome: 'success',
      created_at: new Date(Date.now() - 60_000 - at).toISOString(),
    })),
  );
  for (let at = 0; at < usages.length; at += 5000)
    await api()
      .post(`${API}/usage/batch`)
      .send(usages.slice(at, at + 5000))
      .expect(200);
}, 120_000);
afterAll(() => app.close());

interface Listed {
  readonly patterns: readonly { readonly pattern_id: string; readonly total_usage: number }[];
  readonly total_patterns: number;
  readonly total_matching: number;
  readonly other?: { readonly patterns: number; readonly total_usage: number };
}

const ids = (list: readonly { readonly pattern_id: string }[]): Set<string> =>
  new Set(list.map(({ pattern_id }) => pattern_id));
const firstIds = Array.from({ length: 100 }, (_, at) => idOf(at));

describe('an answer about more than 10,000 patterns', () => {
  // The one ranks in the store, the other reads all.
  it.each(['', '?fill=true'])('lists the most used and sums up the others: usage-stats%s', async (query) => {
    const { body } = (await api().get(`${API}/usage-stats${query}`).expect(200)) as { body: Listed };
    expect(body.patterns).toHaveLength(LISTED);
    expect([body.total_patterns, body.total_matching]).toEqual([LISTED, PATTERNS]);
    expect(body.other).toMatchObject({ patterns: 200, total_usage: 200 });
    expect(ids(body.patterns.slice(0, 100))).toEqual(new Set(firstIds));
    expect(body.patterns.reduce((sum, { total_usage }) => sum + total_usage, 0)).toBe(LISTED + 200);
  });

  it('leaves nothing out where a limit is asked for', async () => {
    const { body } = (await api().get(`${API}/usage-stats?limit=7`).expect(200)) as { body: Listed };
    expect(body.patterns).toHaveLength(7);
    expect([body.total_patterns, body.total_matching]).toEqual([7, PATTERNS]);
    expect(body.other).toMatchObject({ patterns: PATTERNS - 7, total_usage: PATTERNS + 200 - 21 });
  });

  it('lists the most used and says how many there are: totals', async () => {
    const { body } = await api().get(`${API}/usage-stats/totals`).expect(200);
    expect(body.patterns).toHaveLength(LISTED);
    expect([body.total_patterns, body.total_matching]).toEqual([LISTED, PATTERNS]);
    expect(ids((body.patterns as { pattern_id: string }[]).slice(0, 100))).toEqual(new Set(firstIds));
  });

  it('lists the best and says how many there are: success-rates', async () => {
    const { body } = await api().get(`${API}/success-rates?min_samples=1`).expect(200);
    expect(body.patterns).toHaveLength(LISTED);
    expect(body.summary).toMatchObject({ total_patterns: LISTED, total_matching: PATTERNS });
  });
});
