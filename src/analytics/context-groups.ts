import type { MeasureName } from '../store/usage-measures.js';
import type { UsageAnswer } from '../store/usage-rows.js';
import { mapInTurns } from '../common/map-in-turns.js';
import { groupInTurns } from './group-by.js';
import { identityOf } from './request/asked-group.js';
import { sumOf } from './usage-metrics.js';

/** A value of the context's key, null where usages do not have it, and the rows that are about it. */
export interface ContextGroup<Row> {
  readonly value: string | null;
  readonly own: readonly Row[];
}

/**
 * Rows by the value of the context's key, those that have the most first, of all patterns together.
 * @param measure what they have; a count.
 * @param first the range's first slice; values that are only in the slices before it are left out.
 */
export const contextGroups = async <M extends MeasureName, Row extends UsageAnswer<M>>(
  rows: readonly Row[],
  measure: M,
  first: number,
): Promise<ContextGroup<Row>[]> => {
  const byValue = await groupInTurns(rows, ({ context = null }) => identityOf({ pattern_id: '', context }));
  const groups = await mapInTurns([...byValue], ([id, own]) => {
    const inRange = own.filter(({ slice }) => slice >= first);
    return { id, own, isThere: inRange.length > 0, count: sumOf(inRange, measure) };
  });
  return groups
    .filter(({ isThere }) => isThere)
    .sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))
    .map(({ own }) => ({ value: own[0]!.context ?? null, own }));
};
