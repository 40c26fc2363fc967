import { type KnownOutcome, type NodeType, type Outcome, UNKNOWN } from '../../common/pattern-terms.js';
import type { UsageFilter } from '../../store/usages/usage-question.js';
import type { FilterQueryDto } from './usage-query.dto.js';

/** What is asked of usages whose outcome is unknown: whether they are meant too, or by their outcome. */
export interface OutcomeChoice {
  readonly outcome?: readonly Outcome[];
  readonly include?: typeof UNKNOWN;
}

/** The outcomes that are meant. Unknown ones are where they are included or named. */
export const outcomeFilter = ({
  outcome,
  include,
}: OutcomeChoice): Pick<UsageFilter, 'outcomes' | 'unknown'> => {
  if (!outcome) return include ? { unknown: 'too' } : {};
  const outcomes = [...new Set(outcome)].filter((one): one is KnownOutcome => one !== UNKNOWN);
  if (outcomes.length === 0) return { unknown: 'only' };
  return outcome.includes(UNKNOWN) ? { outcomes, unknown: 'too' } : { outcomes };
};

/** Which usages a query asks for. */
export const usageFilter = (
  query: Omit<FilterQueryDto, 'timezone' | 'outcome'> & OutcomeChoice,
): UsageFilter => {
  const { pattern_id: patternIds } = query;
  return {
    ...(patternIds ? { patternIds: [...new Set(patternIds)] } : {}),
    ...(query.pattern_type ? { patternType: query.pattern_type } : {}),
    ...(query.node_type ? { nodeType: query.node_type.toLowerCase() as NodeType } : {}),
    ...outcomeFilter(query),
    ...(query.version === undefined ? {} : { version: query.version }),
    ...(query.context ? { context: query.context } : {}),
  };
};
