import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import request from 'supertest';
import { patternIdOf } from '../../src/common/pattern-id.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());
beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
});
afterAll(() => app.close());

interface Report {
  readonly detail: string;
  readonly results: readonly { readonly status: string }[];
  readonly errors: readonly { readonly index: number; readonly pointer: string; readonly code: string }[];
}

const bulk = async (patterns: unknown, status = 200, query = ''): Promise<Report> =>
  (
    await api()
      .post(`${API}/patterns/bulk${query}`)
      .send(patterns as object)
      .expect(status)
  ).body;
const known = async (pattern: string): Promise<Record<string, unknown>> =>
  (
    await api()
      .get(`${API}/patterns/${encodeURIComponent(pattern)}`)
      .expect(200)
  ).body;
const put = async (pattern: string, body: object): Promise<void> => {
  await api()
    .put(`${API}/patterns/${encodeURIComponent(pattern)}`)
    .send(body)
    .expect(200);
};

interface Model {
  name: string | null;
  type: string | null;
  description: string | null;
  tags: readonly string[];
  version: string | null;
  described_by: string;
}

const word = fc.constantFrom('a', 'b', 'ß€😀', null);
const said = fc.record(
  {
    name: word,
    pattern_type: fc.constantFrom('skill', 'command'),
    description: word,
    tags: fc.subarray(['x', 'y', 'with "quotes", {braces}']),
    version: fc.constantFrom('1.10', '2'),
  },
  { requiredKeys: [] },
);
type Said = typeof said extends fc.Arbitrary<infer T> ? T : never;
const PATTERNS = ['acme:one', 'acme:two', 'three', '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42'];
const step = fc.oneof(
  fc.record({
    kind: fc.constant('bulk' as const),
    isOverwriting: fc.boolean(),
    items: fc.uniqueArray(fc.tuple(fc.constantFrom(...PATTERNS), said), { selector: ([pattern]) => pattern }),
  }),
  fc.record({ kind: fc.constant('put' as const), pattern: fc.constantFrom(...PATTERNS), said }),
  fc.record({ kind: fc.constant('use' as const), pattern: fc.constantFrom(...PATTERNS) }),
);

describe('POST /patterns/bulk', () => {
  it('says what becomes of each pattern whoever described it before, and changes nothing the second time', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
        run += 1;
        // A UUID names nothing; each run has patterns of its own.
        const called = (pattern: string): string =>
          pattern.startsWith('7f') ? patternIdOf(`run ${run}`) : `${pattern} ${run}`;
        const nameOf = (pattern: string): string | null =>
          pattern.startsWith('7f') ? null : called(pattern);
        const models = new Map<string, Model>();
        const register = (pattern: string, item: Said, isOverwriting: boolean): string => {
          const before = models.get(pattern);
          const version = item.version ?? null;
          if (before?.described_by === 'person' && !isOverwriting) {
            models.set(pattern, { ...before, version });
            return 'kept';
          }
          const after = {
            name: item.name ?? nameOf(pattern) ?? before?.name ?? null,
            type: item.pattern_type ?? before?.type ?? null,
            description: item.description ?? null,
            tags: item.tags ?? [],
            version,
            described_by: 'scan',
          };
          models.set(pattern, after);
          if (!before) return 'created';
          return JSON.stringify(after) === JSON.stringify(before) ? 'unchanged' : 'updated';
        };
        for (const one of steps) {
          if (one.kind === 'bulk') {
            const items = one.items.map(([pattern, item]) => ({ pattern: called(pattern), ...item }));
            const expected = one.items.map(([pattern, item]) => register(pattern, item, one.isOverwriting));
            const query = one.isOverwriting ? '?overwrite=true' : '';
            const first = await bulk(items, 200, query);
            expect(first.results.map(({ status }) => status)).toEqual(expected);
            const again = await bulk(items, 200, query);
            expect(again.results.map(({ status }) => status)).toEqual(
              expected.map((status) => (status === 'kept' ? 'kept' : 'unchanged')),
            );
          } else if (one.kind === 'put') {
            const { name = null, pattern_type: type = null, description = null, tags = [] } = one.said;
            await put(called(one.pattern), { name, type, description, tags });
            const isSaid = name !== null || type !== null || description !== null || tags.length > 0;
            models.set(one.pattern, {
              name: name ?? nameOf(one.pattern),
              type,
              description,
              tags,
              version: models.get(one.pattern)?.version ?? null,
              described_by: isSaid ? 'person' : 'usage',
            });
          } else {
            await api()
              .post(`${API}/usage`)
              .send({ pattern: called(one.pattern), outcome: 'success' })
              .expect(201);
            const before = models.get(one.pattern);
            models.set(one.pattern, {
              ...(before ?? {
                type: null,
                description: null,
                tags: [],
                version: null,
                described_by: 'usage',
              }),
              name: before?.name ?? nameOf(one.pattern),
            });
          }
          for (const [pattern, model] of models) expect(await known(called(pattern))).toMatchObject(model);
        }
      }),
      { numRuns: Number(process.env['REGISTRATION_RUNS'] ?? 25) },
    );
  });

  it('refuses what is wrong by its place and takes the rest', async () => {
    const body = await bulk(
      [
        { pattern: 'right' },
        { pattern: 'wrong', pattern_type: 'A Skill', version: 'x'.repeat(129) },
        { pattern_id: patternIdOf('right'), description: 'twice' },
        { pattern: 'right', pattern_id: patternIdOf('another') },
        'text',
        { name: 'of nothing' },
      ],
      207,
    );
    expect(body).toMatchObject({ received: 6, created: 1, updated: 0, unchanged: 0, kept: 0, rejected: 5 });
    expect(body.errors.map(({ index, pointer, code }) => [index, pointer, code])).toEqual([
      [1, '/pattern_type', 'not_allowed'],
      [1, '/version', 'invalid_text'],
      [2, '', 'not_allowed'],
      [3, '/pattern_id', 'not_allowed'],
      [4, '', 'wrong_type'],
      [5, '/pattern_id', 'required'],
    ]);
    expect(body.errors[2]).toMatchObject({
      pattern_id: patternIdOf('right'),
      message: 'Item 0 is about this pattern already; it must be a pattern that no item before it is about.',
    });
    expect(await known('right')).toMatchObject({ name: 'right', description: null, first_seen: null });
    expect(await bulk([])).toMatchObject({ received: 0, results: [] });
  });

  it('refuses what is no list or too long a one', async () => {
    expect((await bulk({}, 422)).detail).toMatch(/must be a JSON array of patterns/);
    expect((await bulk([], 422, '?overwrite=1')).detail).toMatch(/overwrite is "1"/);
    const many = Array.from({ length: 1001 }, (_, index) => ({ pattern: `many ${index}` }));
    expect((await bulk(many, 413)).detail).toBe('The request has 1001 patterns; at most 1000 are taken.');
    expect(await bulk(many.slice(1))).toMatchObject({ created: 1000, rejected: 0 });
  });

  it('lists what was never used, and finds it', async () => {
    await bulk([{ pattern: 'never:used', pattern_type: 'agent', description: 'Waits for its first use.' }]);
    const { body } = await api().get(`${API}/patterns?q=never:used&pattern_type=agent`).expect(200);
    expect(body.patterns).toMatchObject([{ pattern_name: 'never:used', usage_count: 0, first_seen: null }]);
    const found = await api().get(`${API}/search?query=waits`).expect(200);
    expect(JSON.stringify(found.body)).toContain('never:used');
  });

  it('hides no pattern whose name is a word of an address', async () => {
    for (const name of ['bulk', 'export']) {
      await put(name, { description: `named ${name}` });
      const { body } = await api().get(`${API}/patterns?q=${name}`).expect(200);
      expect(body.patterns.map((row: { pattern_name: string }) => row.pattern_name)).toContain(name);
    }
    expect(await known('bulk')).toMatchObject({ description: 'named bulk' });
    const refused = await api().delete(`${API}/patterns/bulk`).expect(405);
    expect(refused.headers['allow']).toBe('GET, HEAD, POST, PUT');
  });

  it('keeps usages going while lists are registered', async () => {
    const patterns = Array.from({ length: 60 }, (_, index) => `busy ${index}`);
    const usages = patterns.map((pattern) => ({ pattern, outcome: 'success', pattern_type: 'skill' }));
    await Promise.all([
      ...Array.from({ length: 6 }, (_, version) =>
        bulk(patterns.map((pattern) => ({ pattern, version: `${version}` })).sort(() => (version % 2) - 0.5)),
      ),
      ...Array.from({ length: 6 }, () => api().post(`${API}/usage/batch`).send(usages).expect(200)),
    ]);
    const { body } = await api().get(`${API}/patterns?q=busy&limit=100`).expect(200);
    expect(body.patterns).toHaveLength(60);
    for (const row of body.patterns) expect(row).toMatchObject({ usage_count: 6, pattern_type: 'skill' });
  });
});
