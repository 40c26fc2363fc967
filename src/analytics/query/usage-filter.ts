import type { NodeType } from '../../common/pattern-terms.js';
import type { UsageFilter } from '../../store/usages/usage-question.js';
import type { FilterQueryDto } from './usage-query.dto.js';

/** Which usages a query asks for. */
export const usageFilter = (query: Omit<FilterQueryDto, 'timezone'>): UsageFilter => {
  const { pattern_id: patternIds, outcome: outcomes } = query;
  return {
    ...(patternIds ? { patternIds: [...new Set(patternIds)] } : {}),
    ...(query.pattern_type ? { patternType: query.pattern_type } : {}),
    ...(query.node_type ? { nodeType: query.node_type.toLowerCase() as NodeType } : {}),
    ...(outcomes ? { outcomes: [...new Set(outcomes)] } : {}),
    ...(query.context ? { context: query.context } : {}),
  };
};
