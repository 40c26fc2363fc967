import type { CounterDay } from '../../store/counters/counter-point.js';
import type { CostsFromCounters } from './costs.dto.js';

/** What the usages of a pattern told on a day of UTC. */
export interface ToldDay {
  readonly pattern_id: string;
  /** When the day began, in milliseconds. */
  readonly day: number;
  /** How many told it. */
  readonly cost_count: number | null;
  readonly input_tokens_count: number | null;
  readonly output_tokens_count: number | null;
}

type Amount = 'cost_usd' | 'input_tokens' | 'output_tokens';

const keyOf = ({ pattern_id, day }: Pick<ToldDay, 'pattern_id' | 'day'>): string => `${pattern_id} ${day}`;

/**
 * What counters told of patterns on days on which the usages of these did not.
 * @param days what counters told.
 * @param told what usages told on those days.
 * @returns undefined where nothing is left.
 */
export const counterCosts = (
  days: readonly CounterDay[],
  told: readonly ToldDay[],
): CostsFromCounters | undefined => {
  const withCost = new Set(told.filter(({ cost_count: n }) => n).map(keyOf));
  const withTokens = new Set(
    told.filter((one) => one.input_tokens_count || one.output_tokens_count).map(keyOf),
  );
  const patterns = new Set<string>();
  const sumOf = (amount: Amount, known: ReadonlySet<string>): number | null => {
    let sum: number | null = null;
    for (const day of days) {
      if (day[amount] === null || known.has(keyOf(day))) continue;
      sum = (sum ?? 0) + day[amount];
      patterns.add(day.pattern_id);
    }
    return sum;
  };
  const sums = {
    cost_usd: sumOf('cost_usd', withCost),
    input_tokens: sumOf('input_tokens', withTokens),
    output_tokens: sumOf('output_tokens', withTokens),
  };
  return patterns.size === 0 ? undefined : { ...sums, patterns: patterns.size };
};
