import { expect } from '@jest/globals';
import { expectedCoUsage } from '../expected-co-usage.js';
import { nameOf, rateOf, total, typeOf } from './figures.js';
import { near } from './near.js';
import type { Question } from './question.js';
import type { RecordedUsage } from './recorded-usage.js';

interface Pair {
  readonly a: string;
  readonly b: string;
  readonly together: number;
  readonly either: number;
  readonly support: number;
  readonly lift: number;
  readonly npmi: number;
  readonly said: object;
}

const ratio = (upper: number, lower: number): number | null => (lower === 0 ? null : upper / lower);

/** Of counts that add up to all. */
const entropy = (counts: readonly number[], all: number): number =>
  -total(counts.filter((count) => count > 0).map((count) => (count / all) * Math.log(count / all)));

/** Pairs by the correlations that they have in common, from the usages one by one. */
const pairsOf = (counted: readonly RecordedUsage[]): { pairs: Pair[]; correlations: number } => {
  const usages = counted.map(({ pattern_id, correlation_id, outcome }) => ({
    patternId: pattern_id,
    correlationId: correlation_id,
    outcome: outcome as 'success',
  }));
  const { patterns, pairs, correlations: all } = expectedCoUsage(usages, 200);
  const found = Object.entries(pairs).map(([key, counts]): Pair => {
    const [a, b] = key.split(' ') as [string, string];
    const [together, aUsages, aSuccesses, bUsages, bSuccesses] = counts as [
      number,
      number,
      number,
      number,
      number,
    ];
    const [ofA, aAll, aAllSuccesses] = patterns[a] as [number, number, number];
    const [ofB, bAll, bAllSuccesses] = patterns[b] as [number, number, number];
    const either = ofA + ofB - together;
    const joint = entropy([together, ofA - together, ofB - together, all - either], all);
    const information = entropy([ofA, all - ofA], all) + entropy([ofB, all - ofB], all) - joint;
    const lift = (together * all) / (ofA * ofB);
    const support = together / all;
    const npmi = together === all ? 1 : Math.log(lift) / Math.log(all / together);
    const said = {
      source_pattern_id: a,
      target_pattern_id: b,
      relationship_type: 'used_together',
      strength: near(together / either),
      co_occurrence_count: together,
      support: near(support),
      lift: near(lift),
      npmi: near(npmi),
      g_statistic: near(2 * all * information),
      p_value: expect.any(Number),
      success_rate_together: (aSuccesses + bSuccesses) / (aUsages + bUsages),
      source_success_rate_together: aSuccesses / aUsages,
      source_success_rate_alone: ratio(aAllSuccesses - aSuccesses, aAll - aUsages),
      target_success_rate_together: bSuccesses / bUsages,
      target_success_rate_alone: ratio(bAllSuccesses - bSuccesses, bAll - bUsages),
    };
    return { a, b, together, either, support, lift, npmi, said };
  });
  return { pairs: found, correlations: all };
};

/** Shares of a walker's time, by doing a thousand steps. */
const pageRanks = (pairs: readonly Pair[]): Map<string, number> => {
  const nodes = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const weight = (x: string, y: string): number =>
    pairs.find(({ a, b }) => (a === x && b === y) || (a === y && b === x))?.together ?? 0;
  const strength = new Map(nodes.map((x) => [x, total(nodes.map((y) => weight(x, y)))]));
  let ranks = new Map(nodes.map((node) => [node, 1 / nodes.length]));
  for (let step = 0; step < 1000; step += 1) {
    const before = ranks;
    ranks = new Map(
      nodes.map((node) => {
        const arrived = total(
          nodes.map((from) => (before.get(from)! * weight(from, node)) / strength.get(from)!),
        );
        return [node, 0.15 / nodes.length + 0.85 * arrived];
      }),
    );
  }
  return ranks;
};

const MEASURES = ['strength', 'support', 'npmi', 'lift'] as const;
type Measure = (typeof MEASURES)[number];
/** All but NPMI are one division of whole numbers, and so the same wherever they are computed. */
const measureOf = (pair: Pair, name: Measure): number =>
  name === 'strength' ? pair.together / pair.either : pair[name];

/** Patterns used under one correlation, as they were when that was last counted. */
export const relationships: Question = {
  path: '/relationships',
  expected: (world, asked) => {
    const { pairs, correlations } = pairsOf(world.counted ?? []);
    const least = Number(asked['min_co_occurrence'] ?? '2');
    const graph = pairs.filter(({ together }) => together >= least);
    const id = asked['pattern_id']?.toLowerCase();
    const type = asked['pattern_type'];
    const chosen = graph.filter(
      ({ a, b }) =>
        (id === undefined || id === a || id === b) &&
        (type === undefined || (typeOf(world, a) === type && typeOf(world, b) === type)),
    );
    const measure = (asked['order_by'] ?? 'strength') as Measure;
    const meant = chosen
      .filter((pair) =>
        MEASURES.every((name) => {
          const lowest = asked[`min_${name}`];
          return lowest === undefined || measureOf(pair, name) >= Number(lowest);
        }),
      )
      .sort(
        (x, y) =>
          measureOf(y, measure) - measureOf(x, measure) ||
          y.together - x.together ||
          (`${x.a} ${x.b}` < `${y.a} ${y.b}` ? -1 : 1),
      );
    const shown = meant.slice(0, Number(asked['limit'] ?? '500'));
    const endsOf = (some: readonly Pair[]): string[] => [...new Set(some.flatMap(({ a, b }) => [a, b]))];
    const degreeOf = (node: string): number => graph.filter(({ a, b }) => node === a || node === b).length;
    const ranks = pageRanks(pairs.filter(({ together }) => together >= 2));
    return {
      nodes: endsOf(shown)
        .sort((x, y) => degreeOf(y) - degreeOf(x) || (x < y ? -1 : 1))
        .map((node) => {
          const own = world.usages.filter(({ pattern_id }) => pattern_id === node);
          const rank = ranks.get(node);
          return {
            pattern_id: node,
            pattern_name: nameOf(world, node),
            pattern_type: typeOf(world, node),
            usage_count: own.length,
            success_rate: rateOf(own),
            centrality: near(degreeOf(node) / (endsOf(graph).length - 1)),
            page_rank: rank === undefined ? null : near(rank),
          };
        }),
      relationships: shown.map(({ said }) => said),
      total_nodes: endsOf(shown).length,
      total_edges: shown.length,
      total_matching_nodes: endsOf(meant).length,
      total_matching_edges: meant.length,
      edges_of_any_strength: chosen.length,
      highest: chosen.length === 0 ? null : near(Math.max(...chosen.map((pair) => measureOf(pair, measure)))),
      truncated: shown.length < meant.length,
      total_correlations: correlations,
      cut_correlations: 0,
      computed_at: world.counted === null ? null : expect.any(String),
      notice: expect.stringContaining('CO_USAGE_REFRESH_SECONDS is 0'),
    };
  },
};
