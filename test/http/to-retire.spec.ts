import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request, { type Response } from 'supertest';
import { Clock } from '../../src/common/clock.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const DAY = 86_400_000;

let app: NestFastifyApplication;
let now = Date.now();
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
const format = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
/** The day in UTC, as a sentence has it. */
const day = (ms: number): string => {
  const date = new Date(ms);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
};

beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => now;
});
afterAll(() => app.close());

const use = (pattern: string, ...times: readonly number[]): Promise<Response> =>
  api()
    .post(`${API}/usage/batch`)
    .send(times.map((at) => ({ pattern, outcome: 'success', created_at: format(at) })))
    .then((response) => response);
const say = (pattern: string, body: object): Promise<Response> =>
  api()
    .put(`${API}/patterns/${encodeURIComponent(pattern)}/state`)
    .send(body)
    .expect(200)
    .then((response) => response);
const idOf = async (pattern: string): Promise<string> =>
  (
    await api()
      .get(`${API}/patterns/${encodeURIComponent(pattern)}`)
      .expect(200)
  ).body.id as string;

interface Line {
  readonly pattern_name: string;
  readonly reason: string;
  readonly days_unused: number;
}
const toRetire = async (query = ''): Promise<{ total: number; patterns: Line[] }> => {
  const { body } = await api().get(`${API}/patterns/to-retire?limit=200&${query}`).expect(200);
  const { patterns, total } = body as { patterns: Line[]; total: number };
  return { total, patterns: patterns.filter(({ pattern_name }) => pattern_name.startsWith('f/')) };
};

it('lists what is unused or replaced, with its numbers, and nothing that is to be kept', async () => {
  const ago = (days: number): number => now - days * DAY;
  await use('f/idle', ago(200), ago(134), ago(46), ago(45));
  await use('f/kept', ago(45));
  await use('f/draft', ago(45));
  await use('f/gone', ago(45));
  await use('f/new', ago(1), ago(2));
  await use('f/old', ago(1), ago(100));
  await use('f/told', ago(1));
  // A use of which nobody knows what came is a use.
  const unknown = { pattern: 'f/asked', outcome: 'unknown', created_at: format(ago(1)) };
  await use('f/asked', ago(60));
  await api().post(`${API}/usage`).send(unknown).expect(201);
  await api().put(`${API}/patterns/f%2Fnever`).send({}).expect(200);
  await say('f/kept', { state: 'active', keep: true });
  await say('f/draft', { state: 'draft' });
  await say('f/gone', { state: 'retired' });
  await say('f/old', { state: 'deprecated', replaced_by: 'f/new' });
  await say('f/told', { state: 'deprecated' });
  const { patterns } = await toRetire();
  expect(patterns).toEqual([
    {
      pattern_id: await idOf('f/idle'),
      pattern_name: 'f/idle',
      pattern_type: 'other',
      state: 'active',
      state_since: null,
      unused: true,
      replaced: false,
      last_used: format(ago(45)),
      registered_at: expect.any(String),
      days_unused: 45,
      usages_before: 3,
      usages: 4,
      actors: null,
      usages_with_actor: 0,
      replaced_by: null,
      reason: `Not used for 45 days, last on ${day(ago(45))}: 3 usages in the 90 days up to then, 4 usages in all.`,
    },
    expect.objectContaining({
      pattern_name: 'f/old',
      unused: false,
      replaced: true,
      days_unused: 1,
      usages_before: 1,
      usages: 2,
      replaced_by: {
        pattern_id: await idOf('f/new'),
        pattern_name: 'f/new',
        state: 'active',
        usages: 2,
        last_used: format(ago(1)),
      },
      reason: `Used last on ${day(ago(1))}: 1 usage in the 90 days up to then, 2 usages in all. Deprecated since ${day(now)} for f/new, which has 2 usages, the last on ${day(ago(1))}.`,
    }),
  ]);
  expect((await toRetire('unused_for=46d')).patterns).toHaveLength(1);
  expect((await toRetire('pattern_type=skill')).patterns).toEqual([]);
  expect((await toRetire('pattern_type=other')).patterns).toHaveLength(2);
  expect((await toRetire('node_type=effect')).patterns).toEqual([]);
  const soon = (await toRetire('unused_for=12h')).patterns.map(({ pattern_name }) => pattern_name);
  expect(soon.sort()).toEqual(['f/asked', 'f/idle', 'f/new', 'f/old', 'f/told']);
});

it('lists what was never used once it is known for long', async () => {
  now = Date.now() + 40 * DAY;
  const never = (await toRetire()).patterns.find(({ pattern_name }) => pattern_name === 'f/never');
  expect(never).toMatchObject({ unused: true, last_used: null, usages: 0, usages_before: 0 });
  expect(never!.reason).toMatch(
    /^Never used in the (39|40) days since it is known \(\d{1,2} [A-Z][a-z]+ \d{4}\)\.$/,
  );
});

it('goes page by page', async () => {
  const { body: whole } = await api().get(`${API}/patterns/to-retire?limit=200`).expect(200);
  const lines = [];
  for (let offset = 0; offset < whole.total; offset += 7)
    lines.push(
      ...(await api().get(`${API}/patterns/to-retire?limit=7&offset=${offset}`).expect(200)).body.patterns,
    );
  expect(lines).toEqual(whole.patterns);
  expect(lines.length).toBe(whole.total);
});
