import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

const RETRY = '11111111-1111-4111-8111-111111111111';
const CACHE = '22222222-2222-4222-8222-222222222222';
const MASKING = '33333333-3333-4333-8333-333333333333';
const UNNAMED = '44444444-4444-4444-8444-444444444444';

interface Found {
  readonly results: { readonly pattern_id: string; readonly relevance_score: number }[];
  readonly total_results: number;
  readonly total_matching: number;
}
const search = async (query: Record<string, string | number>): Promise<Found> =>
  (await api().get(`${API}/search`).query(query).expect(200)).body;
const idsOf = async (query: string): Promise<string[]> =>
  (await search({ query })).results.map(({ pattern_id }) => pattern_id);

beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  const describePattern = (id: string, body: object): request.Test =>
    api().put(`${API}/patterns/${id}`).send(body).expect(200);
  await describePattern(RETRY, {
    name: 'Retry with backoff',
    type: 'architectural',
    node_type: 'effect',
    description: 'Calls again after a growing pause when a call failed.',
    tags: ['resilience', 'http'],
  });
  await describePattern(CACHE, {
    name: 'Cache aside',
    type: 'performance',
    node_type: 'compute',
    description: 'Reads through a cache; a failed call is retried once.',
    tags: ['caching'],
  });
  await describePattern(MASKING, { name: '100%_masking', description: 'Hides what is secret, \\o/' });
  await api()
    .post(`${API}/usage/batch`)
    .send([
      { pattern_id: RETRY, outcome: 'success', created_at: '2024-02-29T12:00:00Z' },
      { pattern_id: RETRY, outcome: 'error' },
      { pattern_id: RETRY, outcome: 'partial_success' },
      { pattern_id: UNNAMED, outcome: 'success' },
    ])
    .expect(200);
});
afterAll(() => app.close());

describe('GET /search', () => {
  it('answers in the original’s shape, with usage over all history', async () => {
    const found = await search({ query: 'retry' });
    expect(found).toEqual({
      results: [
        {
          pattern_id: RETRY,
          pattern_name: 'Retry with backoff',
          pattern_type: 'architectural',
          description: 'Calls again after a growing pause when a call failed.',
          relevance_score: expect.any(Number),
          success_rate: 2 / 3,
          usage_count: 3,
          tags: ['resilience', 'http'],
        },
        expect.objectContaining({ pattern_id: CACHE, success_rate: null, usage_count: 0 }),
      ],
      total_results: 2,
      total_matching: 2,
      query: 'retry',
      search_type: 'full_text_and_trigram',
    });
    const scores = found.results.map(({ relevance_score }) => relevance_score);
    for (const score of scores) expect(score).toBeGreaterThan(0);
    expect(scores[0]).toBeGreaterThan(scores[1]!);
    expect(scores[0]).toBeLessThanOrEqual(1);
  });

  it('is sure of a name, whatever its case', async () => {
    expect((await search({ query: 'CACHE ASIDE' })).results[0]).toMatchObject({
      pattern_id: CACHE,
      relevance_score: 1,
    });
  });

  it.each([
    ['another form of a word', 'pauses', RETRY],
    ['a tag', 'caching', CACHE],
    ['a part of a word', 'backo', RETRY],
    ['a word that is misspelt', 'bakoff', RETRY],
    ['a word that must not be there', 'failed -cache', RETRY],
    ['a phrase', '"growing pause"', RETRY],
    ['what LIKE would take for any character', '0%_m', MASKING],
    ['a backslash', '\\o', MASKING],
  ])('finds by %s', async (_, query, id) => {
    expect(await idsOf(query)).toContain(id);
  });

  it.each(['%', '____', '\\', "'; DROP TABLE patterns; --", '!!! & | <-> (', '"', '-', '   ', ':*', '日本'])(
    'takes %j for what it is',
    async (query) => {
      const found = await idsOf(query);
      expect(found).not.toContain(RETRY);
    },
  );

  it('narrows down by type and node type, and pages through it all', async () => {
    const only = async (filter: object): Promise<string[]> =>
      (await search({ query: 'failed', ...filter })).results.map(({ pattern_id }) => pattern_id);
    expect((await only({})).sort()).toEqual([RETRY, CACHE]);
    expect(await only({ pattern_type: 'performance' })).toEqual([CACHE]);
    expect(await only({ node_type: 'EFFECT' })).toEqual([RETRY]);
    expect((await search({ query: 'secret', pattern_type: 'other' })).total_results).toBe(1);

    const ids = Array.from({ length: 7 }, () => randomUUID());
    for (const id of ids)
      await api()
        .put(`${API}/patterns/${id}`)
        .send({ tags: ['paged'] })
        .expect(200);
    const pages: string[] = [];
    for (let offset = 0; offset < 9; offset += 3) {
      const page = await search({ query: 'paged', limit: 3, offset });
      expect(page).toMatchObject({ total_results: page.results.length, total_matching: 7 });
      pages.push(...page.results.map(({ pattern_id }) => pattern_id));
    }
    expect(pages).toEqual([...ids].sort());
    expect(await search({ query: 'paged', offset: 100 })).toMatchObject({
      results: [],
      total_results: 0,
      total_matching: 7,
    });
  });

  it.each([
    [{}, '/query', 'required'],
    [{ query: '' }, '/query', 'invalid_text'],
    [{ query: 'x'.repeat(201) }, '/query', 'invalid_text'],
    [{ query: 'x', limit: 101 }, '/limit', 'out_of_range'],
    [{ query: 'x', offset: -1 }, '/offset', 'out_of_range'],
    [{ query: 'x', pattern_type: 'Not a type' }, '/pattern_type', 'not_allowed'],
    [{ query: 'x', node_type: 'fast' }, '/node_type', 'not_allowed'],
  ])('refuses %j', async (query, pointer, code) => {
    const { body } = await api().get(`${API}/search`).query(query).expect(422);
    expect(body.errors).toMatchObject([{ pointer, code }]);
  });
});
