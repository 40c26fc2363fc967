import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import request, { type Response } from 'supertest';
import { Clock } from '../../src/common/clock.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.now() - 10 * DAY;
const STATES = ['draft', 'active', 'deprecated', 'retired'] as const;

let app: NestFastifyApplication;
let now = START;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
const format = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

beforeAll(async () => {
  app = await openHttpApp({ ALLOW_ERASURE: 'true' }, { withoutRollups: true });
  app.get(Clock, { strict: false }).now = () => now;
});
afterAll(() => app.close());

const use = (pattern: string, ...times: readonly number[]): Promise<Response> =>
  api()
    .post(`${API}/usage/batch`)
    .send(times.map((at) => ({ pattern, outcome: 'success', created_at: format(at) })))
    .then((response) => response);
const say = (pattern: string, body: object, status = 200): Promise<Response> =>
  api()
    .put(`${API}/patterns/${encodeURIComponent(pattern)}/state`)
    .send(body)
    .expect(status)
    .then((it) => it);
const lifeOf = async (pattern: string): Promise<Record<string, unknown>> =>
  (
    await api()
      .get(`${API}/patterns/${encodeURIComponent(pattern)}/life-cycle`)
      .expect(200)
  ).body as never;
const idOf = async (pattern: string): Promise<string> => (await lifeOf(pattern))['pattern_id'] as string;

interface Table {
  readonly total: number;
  readonly patterns: readonly {
    readonly pattern_name: string;
    readonly state: string;
    readonly keep: boolean;
  }[];
  readonly facets: object;
}
const list = async (query: string): Promise<Table> =>
  (await api().get(`${API}/patterns?limit=200&${query}`).expect(200)).body as Table;
const namesOf = (answer: { readonly patterns: readonly { readonly pattern_name: string }[] }): string[] =>
  answer.patterns.map(({ pattern_name }) => pattern_name).sort();

describe('the state of a pattern', () => {
  it('is active until somebody says something, and each word is kept with who, when and why', async () => {
    await use('a/one', START - DAY);
    await use('a/two', START - DAY);
    expect(await lifeOf('a/one')).toMatchObject({
      state: 'active',
      state_since: null,
      keep: false,
      changes: [],
    });
    now = START + HOUR;
    const said = { state: 'deprecated', replaced_by: 'a/two', by: 'dana', reason: 'Two reads tests.' };
    const { body, headers } = await say('a/one', said);
    const two = await idOf('a/two');
    expect(body).toMatchObject({ state: 'deprecated', replaced_by: two, state_since: format(now) });
    const got = await api().get(`${API}/patterns/a%2Fone`).expect(200);
    expect([got.body, got.headers['etag']]).toEqual([body, headers['etag']]);
    now += HOUR;
    // What is so already is not noted again.
    await say('a/one', { ...said, by: 'eve' });
    await say('a/one', { state: 'deprecated', replaced_by: two, keep: true });
    const replaced_by = { pattern_id: two, pattern_name: 'a/two' };
    const first = { at: format(START + HOUR), from: 'active', to: 'deprecated', replaced_by, keep: false };
    expect(await lifeOf('a/one')).toEqual({
      pattern_id: body.id,
      pattern_name: 'a/one',
      state: 'deprecated',
      state_since: format(START + HOUR),
      replaced_by,
      keep: true,
      used_since_retired: null,
      changes: [
        { ...first, at: format(now), from: 'deprecated', keep: true, by: null, reason: null },
        { ...first, by: 'dana', reason: 'Two reads tests.' },
      ],
    });
    await say('a/one', { state: 'active' });
    expect(await lifeOf('a/one')).toMatchObject({ state: 'active', replaced_by: null, keep: true });
  });

  it('is not changed by usages and descriptions', async () => {
    await say('a/one', { state: 'draft', keep: false });
    await use('a/one', now);
    await api().put(`${API}/patterns/a%2Fone`).send({ description: 'Reads code.' }).expect(200);
    expect(await lifeOf('a/one')).toMatchObject({ state: 'draft', keep: false });
  });

  it('overwrites no change that was not seen', async () => {
    const { etag } = (await api().get(`${API}/patterns/a%2Fone`).expect(200)).headers;
    const put = (): ReturnType<ReturnType<typeof api>['put']> =>
      api().put(`${API}/patterns/a%2Fone/state`).set('If-Match', etag!);
    await put().send({ state: 'active' }).expect(200);
    const { body } = await put().send({ state: 'retired' }).expect(412);
    expect(body.type).toMatch(/changed-meanwhile$/);
    expect(await lifeOf('a/one')).toMatchObject({ state: 'active' });
  });

  it.each([
    [{ state: 'dead' }, '/state', 'not_allowed'],
    [{}, '/state', 'required'],
    [{ state: 'active', replaced_by: 'a/two' }, '/replaced_by', 'not_allowed'],
    [{ state: 'retired', replaced_by: 'a/nobody' }, '/replaced_by', 'unknown_pattern'],
    [{ state: 'retired', replaced_by: 'a/one' }, '/replaced_by', 'not_allowed'],
    [{ state: 'retired', by: '' }, '/by', 'invalid_text'],
    [{ state: 'retired', reason: 'x'.repeat(1001) }, '/reason', 'invalid_text'],
  ])('refuses %j', async (body, pointer, code) => {
    const { errors } = (await say('a/one', body, 422)).body as { errors: unknown };
    expect(errors).toEqual([expect.objectContaining({ pointer, code })]);
    expect(await lifeOf('a/one')).toMatchObject({ state: 'active' });
  });

  it('is not known of a pattern that nobody has seen', async () => {
    await say('a/nobody', { state: 'draft' }, 404);
    await api().get(`${API}/patterns/a%2Fnobody/life-cycle`).expect(404);
  });

  it('leads from no replacement back to where it began, whoever says what at the same time', async () => {
    const names = ['b/0', 'b/1', 'b/2', 'b/3'];
    for (const name of names) await use(name, START);
    const ids = await Promise.all(names.map(idOf));
    const place = fc.nat({ max: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(place, fc.option(place)), { maxLength: 12 }), async (words) => {
        await Promise.all(
          words.map(([of, by]) =>
            api()
              .put(`${API}/patterns/${ids[of]!}/state`)
              .send({ state: 'deprecated', replaced_by: by === null ? null : ids[by] }),
          ),
        );
        const known = await Promise.all(
          ids.map(async (id) => (await api().get(`${API}/patterns/${id}`)).body.replaced_by as string | null),
        );
        const next = (id: string | null): string | null => (id === null ? null : known[ids.indexOf(id)]!);
        for (const id of ids) expect(next(next(next(next(id))))).toBeNull();
      }),
      { numRuns: 15 },
    );
  });

  it('goes with a pattern that is forgotten, and so does its name as a replacement', async () => {
    await use('c/old', START);
    await use('c/new', START);
    await say('c/old', { state: 'retired', replaced_by: 'c/new' });
    await say('c/new', { state: 'deprecated', by: 'dana' });
    await api().delete(`${API}/patterns/c%2Fnew/usages?forget=true`).expect(200);
    await use('c/new', START);
    expect(await lifeOf('c/new')).toMatchObject({ state: 'active', changes: [] });
    const { replaced_by, changes } = await lifeOf('c/old');
    expect([replaced_by, changes]).toEqual([null, [expect.objectContaining({ replaced_by: null })]]);
  });
});

describe('using a retired pattern', () => {
  it('is told to whoever records it, and counted since then', async () => {
    now = START + 2 * DAY;
    await use('d/gone', now - HOUR, now - 1);
    await use('d/next', now);
    await say('d/gone', { state: 'retired', replaced_by: 'd/next' });
    const notice = `d/gone is retired since ${format(now)}; use d/next instead.`;
    const one = await api().post(`${API}/usage`).send({ pattern: 'd/gone', outcome: 'success' }).expect(201);
    expect(one.body).toMatchObject({ duplicate: false, notice });
    const usages = ['d/next', 'd/gone', 'd/gone'].map((pattern) => ({ pattern, outcome: 'unknown' }));
    const some = await api().post(`${API}/usage/batch`).send(usages).expect(200);
    expect(some.body).toMatchObject({ stored: 3, notices: [notice] });
    expect((await lifeOf('d/gone'))['used_since_retired']).toEqual({
      from: format(now),
      usages: 3,
      last_used: format(now),
    });
    expect((await lifeOf('d/next'))['used_since_retired']).toBeNull();
    await say('d/gone', { state: 'active' });
    const again = await api()
      .post(`${API}/usage`)
      .send({ pattern: 'd/gone', outcome: 'success' })
      .expect(201);
    expect(Object.keys(again.body as object).sort()).toEqual(['created_at', 'duplicate', 'id', 'pattern_id']);
    expect(Object.keys((await use('d/gone', now)).body as object)).not.toContain('notices');
  });
});

describe('filters and facets of the patterns table', () => {
  it('choose by state, last use and keep, and count what each would choose beside the others', async () => {
    now = START + 5 * DAY;
    const life = fc.record({
      state: fc.constantFrom(...STATES),
      keep: fc.boolean(),
      /** Hours ago that it was used. */
      uses: fc.array(fc.nat({ max: 120 }), { maxLength: 3 }),
    });
    const [lives] = fc.sample(fc.array(life, { minLength: 30, maxLength: 30 }), { numRuns: 1, seed: 7 });
    const all = lives!.map((one, at) => ({ ...one, name: `e/${at}` }));
    for (const { name, state, keep, uses } of all) {
      if (uses.length > 0) await use(name, ...uses.map((hours) => now - hours * HOUR - 1));
      else
        await api()
          .put(`${API}/patterns/${encodeURIComponent(name)}`)
          .send({})
          .expect(200);
      await say(name, { state, keep });
    }
    type One = (typeof all)[number];
    const filters = fc.record(
      {
        state: fc.subarray([...STATES], { minLength: 1 }),
        never_used: fc.boolean(),
        keep: fc.boolean(),
        unused_for: fc.constantFrom('1h', '24h', '1d', '3d', '100d'),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const hours = { '1h': 1, '24h': 24, '1d': 24, '3d': 72, '100d': 2400 };
        const isUnused = ({ uses }: One): boolean =>
          filter.unused_for === undefined ||
          uses.every((ago) => ago * HOUR + 1 > hours[filter.unused_for!] * HOUR);
        const parts = {
          state: ({ state }: One) => filter.state?.includes(state) ?? true,
          never_used: ({ uses }: One) => (filter.never_used ?? uses.length === 0) === (uses.length === 0),
          keep: ({ keep }: One) => (filter.keep ?? keep) === keep,
        };
        const beside = (left?: keyof typeof parts): One[] =>
          all.filter(
            (one) => isUnused(one) && Object.entries(parts).every(([name, is]) => name === left || is(one)),
          );
        const answer = await list(
          new URLSearchParams(
            Object.entries({ q: 'e/', ...filter }).map(([k, v]) => [k, String(v)] as [string, string]),
          ).toString(),
        );
        expect(namesOf(answer)).toEqual(
          beside()
            .map(({ name }) => name)
            .sort(),
        );
        expect(answer.total).toBe(answer.patterns.length);
        const states = STATES.map((state) => [
          state,
          beside('state').filter((one) => one.state === state).length,
        ]);
        expect(answer.facets).toEqual({
          state: Object.fromEntries(states) as object,
          never_used: beside('never_used').filter(({ uses }) => uses.length === 0).length,
          keep: beside('keep').filter(({ keep }) => keep).length,
          // Nothing asks for them.
          only_one_actor: null,
        });
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['state=dead', '/state'],
    ['unused_for=0d', '/unused_for'],
    ['unused_for=30', '/unused_for'],
    ['never_used=yes', '/never_used'],
    ['keep=1', '/keep'],
  ])('refuse %s', async (query, pointer) => {
    const { body } = await api().get(`${API}/patterns?${query}`).expect(422);
    expect(body.errors[0].pointer).toBe(pointer);
  });
});
