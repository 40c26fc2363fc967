import { COST_MEASURES, type CostMeasure } from '../../store/rollups/usage-measures.js';
import { meanOf, sumOf } from '../usage-metrics.js';
import type { Costs, ReportedAmount } from './costs.dto.js';

type Row = Readonly<Record<CostMeasure, number | null>>;

/** What usages that are spread over several answers cost and saved; nothing where none of them told any of it. */
export const costsOf = (rows: readonly Row[]): { readonly costs?: Readonly<Costs> } => {
  const told = new Map(COST_MEASURES.map((name) => [name, sumOf(rows, name)]));
  const amountOf = (count: CostMeasure, sum: CostMeasure): Readonly<ReportedAmount> | null => {
    const n = told.get(count)!;
    const total = told.get(sum)!;
    return n === 0 ? null : { n, total, per_usage: total / n };
  };
  const cost = amountOf('cost_count', 'cost_sum');
  const costs = {
    cost_usd: cost && { ...cost, per_success: meanOf(cost.total, told.get('cost_successes')!) },
    input_tokens: amountOf('input_tokens_count', 'input_tokens_sum'),
    output_tokens: amountOf('output_tokens_count', 'output_tokens_sum'),
    time_saved_seconds: amountOf('time_saved_count', 'time_saved_sum'),
  };
  return Object.values(costs).some((amount) => amount !== null) ? { costs } : {};
};
