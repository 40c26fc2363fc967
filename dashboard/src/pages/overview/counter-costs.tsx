import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.js';
import { counterCostsLine } from './counter-costs-line.js';

/** What counters told beside the usages, where there is any. */
export const CounterCosts = ({ overview }: { readonly overview: Schemas['OverviewResponse'] }): ReactNode => {
  const { costs_from_counters: costs } = overview.current;
  return costs ? <p className="muted overview-counters">{counterCostsLine(costs)}</p> : null;
};
