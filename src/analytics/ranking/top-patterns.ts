import { descendingBy } from './descending-by.js';
import type { UsedPattern } from './used-patterns.service.js';
import { toRankedPattern } from './to-ranked-pattern.js';
import type { TopPattern } from './top-patterns.dto.js';

/** The patterns that succeed most, by success rate × confidence. */
export const topPatterns = (patterns: readonly UsedPattern[], maxPatterns: number): TopPattern[] =>
  patterns
    .map((totals) => ({ ...toRankedPattern(totals), node_type: totals.nodeType }))
    .sort(descendingBy((pattern) => pattern.success_rate * pattern.confidence))
    .slice(0, maxPatterns)
    .map((pattern, index) => ({ ...pattern, rank: index + 1 }));
