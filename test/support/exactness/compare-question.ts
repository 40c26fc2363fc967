import { expect } from '@jest/globals';
import { matching, spanOf, within } from './asked.js';
import {
  mean,
  nameOf,
  numbersOf,
  qualityOf,
  quantileOf,
  rateOf,
  successesOf,
  total,
  typeOf,
} from './figures.js';
import { near, quantileNear } from './near.js';
import type { Question } from './question.js';
import type { RecordedUsage } from './recorded-usage.js';
import { beyondT, chanceBetter, successInterval, welch, wilson } from './statistics.js';

const statisticsOf = (values: readonly number[]): object => {
  if (values.length === 0) return { mean: null, median: null, std_dev: null };
  const sorted = [...values].sort((a, b) => a - b);
  const [n, average] = [values.length, mean(values)!];
  const squares = total(values.map((value) => (value - average) ** 2));
  return {
    mean: near(average),
    median: near((sorted[Math.floor((n - 1) / 2)]! + sorted[Math.ceil((n - 1) / 2)]!) / 2),
    std_dev: near(n === 1 ? 0 : Math.sqrt(squares / (n - 1))),
  };
};

interface AnsweredPair {
  readonly a: string;
  readonly b: string;
  readonly quality: { readonly upper?: number };
}

const REFUSED = { status: 'insufficient_data', reason: expect.any(String) };

const rateDifference = (a: readonly RecordedUsage[], b: readonly RecordedUsage[]): object => {
  if (Math.min(a.length, b.length) < 5) return REFUSED;
  const [ofA, ofB] = [rateOf(a)!, rateOf(b)!];
  const [lowA, highA] = wilson(successesOf(a), a.length);
  const [lowB, highB] = wilson(successesOf(b), b.length);
  return {
    status: 'ok',
    difference: near(ofA - ofB),
    lower: near(ofA - ofB - Math.sqrt((ofA - lowA) ** 2 + (highB - ofB) ** 2)),
    upper: near(ofA - ofB + Math.sqrt((highA - ofA) ** 2 + (ofB - lowB) ** 2)),
    probability_a_better: near(
      chanceBetter({ n: a.length, successes: successesOf(a) }, { n: b.length, successes: successesOf(b) }),
    ),
  };
};

/** Welch's interval: what lies beyond its ends has a chance of 5 %. */
const qualityDifference = (a: readonly number[], b: readonly number[], answered: AnsweredPair): object => {
  const found = Math.min(a.length, b.length) < 5 ? undefined : welch(a, b);
  if (!found) return REFUSED;
  const { difference, error, df } = found;
  const half = (answered.quality.upper ?? NaN) - difference;
  expect(beyondT(half / error, df)).toBeCloseTo(0.05, 9);
  return {
    status: 'ok',
    difference: near(difference),
    lower: near(difference - half),
    upper: near(difference + half),
  };
};

export const compare: Question = {
  path: '/compare',
  method: 'post',
  ask: (get, path, asked) => {
    const { pattern_ids, metrics, time_range, from, to } = asked;
    const context = Object.entries(asked).filter(([name]) => name.startsWith('context.'));
    const named = context.map(([name, text]) => [name.slice('context.'.length), text]);
    return get(path.split('?')[0]!, {
      sent: {
        pattern_ids: pattern_ids!.split(','),
        ...(metrics && { metrics: metrics.split(',') }),
        ...(context.length > 0 && { context: Object.fromEntries(named) as object }),
        time_range,
        from,
        to,
      },
    });
  },
  expected: (world, asked, { body }) => {
    const span = spanOf(asked, '30d', world.now);
    const ids = asked['pattern_ids']!.split(',');
    const own = within(matching(world, asked), span);
    const compared = ids.map((id) => ({ id, usages: own.filter(({ pattern_id }) => pattern_id === id) }));
    const metrics = ['quality', 'usage', 'success_rate'].filter(
      (metric) => asked['metrics']?.split(',').includes(metric) ?? true,
    );
    const valueOf: Readonly<Record<string, (usages: readonly RecordedUsage[]) => number | null>> = {
      quality: qualityOf,
      usage: (usages) => usages.length,
      success_rate: rateOf,
    };
    const answered = (body as { pairs: AnsweredPair[] }).pairs;
    return {
      patterns: compared.map(({ id, usages }) => ({
        pattern_id: id,
        pattern_name: nameOf(world, id),
        pattern_type: typeOf(world, id),
        usage_count: usages.length,
        success_rate: rateOf(usages),
        success_interval: successInterval(usages),
        avg_quality: qualityOf(usages),
        p50_execution_time_ms: quantileNear(quantileOf(usages, 0.5)),
        p95_execution_time_ms: quantileNear(quantileOf(usages, 0.95)),
        p99_execution_time_ms: quantileNear(quantileOf(usages, 0.99)),
      })),
      comparisons: metrics.map((metric_name) => {
        const values = compared.map(({ id, usages }) => [id, valueOf[metric_name]!(usages)] as const);
        return {
          metric_name,
          values: Object.fromEntries(values),
          statistics: statisticsOf(values.flatMap(([, value]) => value ?? [])),
        };
      }),
      rankings: Object.fromEntries(
        metrics.map((metric) => [
          metric,
          [...compared]
            .map(({ id, usages }) => ({ id, value: valueOf[metric]!(usages) ?? -1 }))
            .sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1))
            .map(({ id }) => id),
        ]),
      ),
      pairs: compared.flatMap((a, at) =>
        compared.slice(at + 1).map((b) => ({
          a: a.id,
          b: b.id,
          success_rate: rateDifference(a.usages, b.usages),
          quality: qualityDifference(
            numbersOf(a.usages, 'quality_score'),
            numbersOf(b.usages, 'quality_score'),
            answered.find((pair) => pair.a === a.id && pair.b === b.id)!,
          ),
          verdict: expect.any(String),
        })),
      ),
    };
  },
};
