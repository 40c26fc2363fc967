import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { CoUsageService } from '../../src/analytics/index.js';
import { KNOWN_OUTCOMES, type Outcome } from '../../src/common/pattern-terms.js';
import { expectedCoUsage } from '../support/expected-co-usage.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const DAY = 86_400_000;

let app: NestFastifyApplication;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

interface Used {
  readonly patternId: string;
  readonly correlationId: string | null;
  readonly outcome: Outcome;
}
interface Node {
  readonly pattern_id: string;
  readonly centrality: number;
  readonly page_rank: number | null;
}
interface Relationship {
  readonly source_pattern_id: string;
  readonly target_pattern_id: string;
  readonly strength: number;
  readonly co_occurrence_count: number;
  readonly support: number;
  readonly npmi: number;
  readonly lift: number;
}
interface Graph {
  readonly nodes: Node[];
  readonly relationships: Relationship[];
  readonly total_nodes: number;
  readonly total_edges: number;
  readonly total_matching_nodes: number;
  readonly total_matching_edges: number;
  readonly highest: number | null;
  readonly truncated: boolean;
  readonly computed_at: string | null;
}

const PATTERNS = Array.from(
  { length: 12 },
  (_, at) => `${(at + 10).toString()}345678-1111-4111-8111-111111111111`,
);
const correlation = (at: number): string => `cccccccc-1111-4111-8111-${String(at).padStart(12, '0')}`;

/** A correlation uses every pattern whose number divides it, and some usages have none. */
const used: Used[] = Array.from({ length: 60 }, (_, at) => at + 1).flatMap((at) =>
  PATTERNS.flatMap((patternId, number): Used[] => {
    const outcome = KNOWN_OUTCOMES[(at * (number + 3)) % 4]!;
    if (at % (number + 2) !== 0) return [];
    const usage = { patternId, correlationId: correlation(at), outcome };
    return at % 7 === 0 ? [usage, { ...usage, correlationId: null }] : [usage];
  }),
);
const expected = expectedCoUsage(used, 200);

const NOTICE =
  'As CO_USAGE_REFRESH_SECONDS is 0, it is not computed anew which patterns are used together; there is only what was computed before, if anything was.';

const graph = async (query: Record<string, string | number> = {}): Promise<Graph> =>
  (await api().get(`${API}/relationships`).query(query).expect(200)).body;

beforeAll(async () => {
  app = await openHttpApp({ CO_USAGE_REFRESH_SECONDS: 0 }, { withoutRollups: true });
  expect(await graph()).toEqual({
    nodes: [],
    relationships: [],
    total_nodes: 0,
    total_edges: 0,
    total_matching_nodes: 0,
    total_matching_edges: 0,
    edges_of_any_strength: 0,
    highest: null,
    truncated: false,
    total_correlations: 0,
    cut_correlations: 0,
    computed_at: null,
    notice: NOTICE,
  });
  const usages = used.map(({ patternId, correlationId, outcome }, at) => ({
    pattern_id: patternId,
    correlation_id: correlationId,
    outcome,
    pattern_type: patternId === PATTERNS[0] ? 'quality' : 'security',
    created_at: new Date(Date.now() - at * (DAY / 10)).toISOString(),
  }));
  await api().post(`${API}/usage/batch`).send(usages).expect(200);
  await app.get(CoUsageService, { strict: false }).refresh();
});
afterAll(() => app.close());

const ratio = (a: number, b: number): number | null => (b === 0 ? null : a / b);

/** A relationship's measures from the plain counts; G as N times twice the mutual information. */
const expectedRelationship = (key: string): Record<string, unknown> => {
  const [a, b] = key.split(' ') as [string, string];
  const [together, aUsages, aSuccesses, bUsages, bSuccesses] = expected.pairs[key] as [
    number,
    number,
    number,
    number,
    number,
  ];
  const [aCount, aAll, aAllSuccesses] = expected.patterns[a] as [number, number, number];
  const [bCount, bAll, bAllSuccesses] = expected.patterns[b] as [number, number, number];
  const all = expected.correlations;
  const entropy = (counts: number[]): number =>
    counts
      .filter((count) => count > 0)
      .reduce((sum, count) => sum - (count / all) * Math.log(count / all), 0);
  const joint = entropy([together, aCount - together, bCount - together, all - aCount - bCount + together]);
  const information = entropy([aCount, all - aCount]) + entropy([bCount, all - bCount]) - joint;
  const near = (value: number): unknown => expect.closeTo(value, 9);
  return {
    source_pattern_id: a,
    target_pattern_id: b,
    relationship_type: 'used_together',
    strength: near(together / (aCount + bCount - together)),
    co_occurrence_count: together,
    support: near(together / all),
    lift: near(together / all / ((aCount / all) * (bCount / all))),
    npmi: near(Math.log((together * all) / (aCount * bCount)) / Math.log(all / together)),
    g_statistic: near(2 * all * information),
    p_value: expect.any(Number),
    success_rate_together: (aSuccesses + bSuccesses) / (aUsages + bUsages),
    source_success_rate_together: aSuccesses / aUsages,
    source_success_rate_alone: ratio(aAllSuccesses - aSuccesses, aAll - aUsages),
    target_success_rate_together: bSuccesses / bUsages,
    target_success_rate_alone: ratio(bAllSuccesses - bSuccesses, bAll - bUsages),
  };
};

const pairsFrom = (least: number): string[] =>
  Object.keys(expected.pairs).filter((key) => expected.pairs[key]![0]! >= least);
const keyOf = (edge: Relationship): string => `${edge.source_pattern_id} ${edge.target_pattern_id}`;

describe('GET /relationships', () => {
  it.each([1, 2, 5])(
    'gives every relationship with %d co-occurrences, as computed plainly',
    async (least) => {
      const { nodes, relationships, ...rest } = await graph({ min_co_occurrence: least });
      const keys = pairsFrom(least);
      const ends = new Set(keys.flatMap((key) => key.split(' ')));
      expect(Object.fromEntries(relationships.map((edge) => [keyOf(edge), edge]))).toEqual(
        Object.fromEntries(keys.map((key) => [key, expectedRelationship(key)])),
      );
      expect(rest).toEqual({
        total_nodes: ends.size,
        total_edges: keys.length,
        total_matching_nodes: ends.size,
        total_matching_edges: keys.length,
        edges_of_any_strength: keys.length,
        highest: Math.max(...relationships.map(({ strength }) => strength)),
        truncated: false,
        total_correlations: expected.correlations,
        cut_correlations: 0,
        computed_at: expect.any(String),
        notice: NOTICE,
      });
      expect(nodes.map(({ pattern_id }) => pattern_id).sort()).toEqual([...ends].sort());
      for (const node of nodes) {
        const all = used.filter(({ patternId }) => patternId === node.pattern_id);
        const successes = all.filter(({ outcome }) => outcome.endsWith('success')).length;
        const degree = keys.filter((key) => key.includes(node.pattern_id)).length;
        expect(node).toMatchObject({
          pattern_name: `pattern_${node.pattern_id.slice(0, 8)}`,
          pattern_type: node.pattern_id === PATTERNS[0] ? 'quality' : 'security',
          usage_count: all.length,
          success_rate: successes / all.length,
          centrality: degree / (ends.size - 1),
        });
      }
    },
  );

  it('lists the strongest first, and says where it ends early', async () => {
    const all = await graph();
    const strengths = all.relationships.map(({ strength }) => strength);
    expect(strengths).toEqual([...strengths].sort((a, b) => b - a));
    const few = await graph({ limit: 3 });
    expect(few).toMatchObject({
      relationships: all.relationships.slice(0, 3),
      total_edges: 3,
      total_matching_edges: all.total_edges,
      total_matching_nodes: all.total_nodes,
      truncated: true,
    });
    const ranks = new Map(all.nodes.map((node) => [node.pattern_id, node]));
    for (const node of few.nodes) expect(node).toEqual(ranks.get(node.pattern_id));
    const sum = all.nodes.reduce((total, { page_rank }) => total + (page_rank ?? 0), 0);
    expect(sum).toBeCloseTo(1, 9);
  });

  it('narrows down by pattern, type and strength', async () => {
    const all = await graph();
    const [pattern] = PATTERNS as [string];
    const own = await graph({ pattern_id: pattern.toUpperCase() });
    const expectedOwn = all.relationships.filter((edge) => keyOf(edge).includes(pattern));
    expect(own.relationships).toEqual(expectedOwn);
    expect(own.total_nodes).toBe(expectedOwn.length + 1);
    const secure = await graph({ pattern_type: 'security' });
    expect(secure.relationships).toEqual(all.relationships.filter((edge) => !keyOf(edge).includes(pattern)));
    const strong = await graph({ min_strength: 0.25 });
    expect(strong.relationships).toEqual(all.relationships.filter(({ strength }) => strength >= 0.25));
  });

  it.each(['support', 'npmi', 'lift'] as const)('orders and narrows down by %s', async (measure) => {
    const all = await graph({ order_by: measure });
    const values = all.relationships.map((edge) => edge[measure]);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(all.highest).toBeCloseTo(values[0]!, 9);
    const least = (values[2]! + values[3]!) / 2;
    const some = await graph({ order_by: measure, [`min_${measure}`]: least.toFixed(12) });
    expect(some).toMatchObject({
      relationships: all.relationships.filter((edge) => edge[measure] >= least),
      edges_of_any_strength: all.total_edges,
      highest: all.highest,
    });
  });

  it.each([
    [{ min_co_occurrence: 0 }, '/min_co_occurrence', 'out_of_range'],
    [{ limit: 5001 }, '/limit', 'out_of_range'],
    [{ min_strength: '1.1' }, '/min_strength', 'out_of_range'],
    [{ min_strength: '-0' }, '/min_strength', 'out_of_range'],
    [{ pattern_id: '7f9c' }, '/pattern_id', 'invalid_uuid'],
    [{ min_support: '2' }, '/min_support', 'out_of_range'],
    [{ min_npmi: '-1' }, '/min_npmi', 'out_of_range'],
    [{ min_lift: 'much' }, '/min_lift', 'out_of_range'],
    [{ order_by: 'centrality' }, '/order_by', 'not_allowed'],
    [{ pattern_type: 'Not a type' }, '/pattern_type', 'not_allowed'],
  ])('refuses %j', async (query, pointer, code) => {
    const { body } = await api().get(`${API}/relationships`).query(query).expect(422);
    expect(body.errors).toMatchObject([{ pointer, code }]);
  });
});
