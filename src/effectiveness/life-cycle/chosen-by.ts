import { PATTERN_STATES, type PatternState } from '../../common/pattern-terms.js';
import type { PatternFacets } from '../pattern-table.dto.js';
import type { TableRow } from '../table-row.js';

/** What the life cycle's filters look at. */
export type LivingRow = Pick<TableRow, 'state' | 'keep' | 'firstSeen' | 'actors'>;

interface LifeCycleFilter {
  readonly state?: readonly PatternState[];
  readonly never_used?: boolean;
  readonly keep?: boolean;
  readonly only_one_actor?: boolean;
}

/**
 * The rows that pass the filter, and how many there would be for each value of a part of it: of the rows
 * that pass its other parts.
 * @param hasActors whether the rows tell their actors.
 */
export const chosenBy = <Row extends LivingRow>(
  { state, never_used, keep, only_one_actor }: LifeCycleFilter,
  rows: readonly Row[],
  hasActors: boolean,
): { readonly chosen: Row[]; readonly facets: PatternFacets } => {
  const facets = {
    state: Object.fromEntries(PATTERN_STATES.map((one) => [one, 0])) as Record<PatternState, number>,
    never_used: 0,
    keep: 0,
    only_one_actor: 0,
  };
  const chosen = rows.filter((row) => {
    const is = { never_used: row.firstSeen === null, keep: row.keep, only_one_actor: row.actors === 1 };
    const fails = {
      state: state !== undefined && !state.includes(row.state),
      never_used: never_used !== undefined && never_used !== is.never_used,
      keep: keep !== undefined && keep !== is.keep,
      only_one_actor: only_one_actor !== undefined && only_one_actor !== is.only_one_actor,
    };
    const failed = (Object.keys(fails) as (keyof typeof fails)[]).filter((part) => fails[part]);
    const passesOthers = (part: keyof typeof fails): boolean => failed.every((one) => one === part);
    if (passesOthers('state')) facets.state[row.state] += 1;
    for (const part of ['never_used', 'keep', 'only_one_actor'] as const)
      if (is[part] && passesOthers(part)) facets[part] += 1;
    return failed.length === 0;
  });
  return { chosen, facets: { ...facets, only_one_actor: hasActors ? facets.only_one_actor : null } };
};
