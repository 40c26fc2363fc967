import type { MeasureName } from '../store/usage-measures.js';
import type { UsageAnswer } from '../store/usage-rows.js';
import { groupBy } from './group-by.js';
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
export const contextGroups = <M extends MeasureName, Row extends UsageAnswer<M>>(
  rows: readonly Row[],
  measure: M,
  first: number,
): ContextGroup<Row>[] =>
  [...groupBy(rows, ({ context = null }) => identityOf({ pattern_id: '', context }))]
    .map(([id, own]) => ({ id, own, inRange: own.filter(({ slice }) => slice >= first) }))
    .filter(({ inRange }) => inRange.length > 0)
    .map(({ id, own, inRange }) => ({ id, own, count: sumOf(inRange, measure) }))
    .sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))
    .map(({ own }) => ({ value: own[0]!.context ?? null, own }));
