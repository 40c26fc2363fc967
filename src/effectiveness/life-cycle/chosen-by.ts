import { PATTERN_STATES, type PatternState } from '../../common/pattern-terms.js';
import type { PatternFacets } from '../pattern-table.dto.js';
import type { TableRow } from '../table-row.js';

/** What the life cycle's filters look at. */
export type LivingRow = Pick<TableRow, 'state' | 'keep' | 'firstSeen'>;

interface LifeCycleFilter {
  readonly state?: readonly PatternState[];
  readonly never_used?: boolean;
  readonly keep?: boolean;
}

/**
 * The rows that pass the filter, and how many there would be for each value of a part of it: of the rows
 * that pass its other parts.
 */
export const chosenBy = <Row extends LivingRow>(
  { state, never_used, keep }: LifeCycleFilter,
  rows: readonly Row[],
): { readonly chosen: Row[]; readonly facets: PatternFacets } => {
  const facets = {
    state: Object.fromEntries(PATTERN_STATES.map((one) => [one, 0])) as Record<PatternState, number>,
    never_used: 0,
    keep: 0,
  };
  const chosen = rows.filter((row) => {
    const isNeverUsed = row.firstSeen === null;
    const hasState = state === undefined || state.includes(row.state);
    const hasUse = never_used === undefined || never_used === isNeverUsed;
    const hasKeep = keep === undefined || keep === row.keep;
    if (hasUse && hasKeep) facets.state[row.state] += 1;
    if (hasState && hasKeep && isNeverUsed) facets.never_used += 1;
    if (hasState && hasUse && row.keep) facets.keep += 1;
    return hasState && hasUse && hasKeep;
  });
  return { chosen, facets };
};
