import type { UsageStats } from '../../src/analytics/index.js';

/** How many usages a server has, of the last ten years. */
export const totalUsages = async (url: string): Promise<number> => {
  const response = await fetch(`${url}/api/pattern-analytics/usage-stats/totals?time_range_hours=87600`);
  const { patterns } = (await response.json()) as UsageStats;
  return patterns.reduce((sum, { total_usages }) => sum + total_usages, 0);
};
