import type { PatternGrowth } from '../emerging/pattern-growth.service.js';
import { descendingBy } from '../ranking/descending-by.js';
import { GROWTH_TRENDS, growthRate, growthTrend } from '../stats/growth-rate.js';
import type { RecentTrend } from './dashboard-summary.dto.js';

/** Most patterns that are named of one trend. */
const MAX_NAMED = 10;

/** Patterns by how their usage changes; of each trend the ones that change most are named. */
export const recentTrends = (patterns: readonly PatternGrowth[]): RecentTrend[] => {
  const changes = patterns.map(({ patternId, name, recent, previous }) => ({
    trend: growthTrend(recent.usages, previous),
    pattern: { pattern_id: patternId, pattern_name: name, growth_rate: growthRate(recent.usages, previous) },
  }));
  return GROWTH_TRENDS.map((trend_type) => {
    const own = changes
      .filter(({ trend }) => trend === trend_type)
      .map(({ pattern }) => pattern)
      .sort(descendingBy(({ growth_rate }) => Math.abs(growth_rate)));
    return {
      trend_type,
      patterns: own.slice(0, MAX_NAMED),
      count: own.length,
    };
  });
};
