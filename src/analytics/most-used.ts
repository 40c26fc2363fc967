import type { UsageAnswer } from '../store/usage-rows.js';
import { mapInTurns } from '../common/map-in-turns.js';
import { groupInTurns } from './group-by.js';
import { identityOf } from './request/asked-group.js';
import { sumOf } from './usage-metrics.js';

/** A pattern or a value of the context's key, and the rows that are about it. */
export interface UsedGroup<Row> {
  /** The pattern's id, or the value's JSON. */
  readonly id: string;
  readonly own: readonly Row[];
  readonly usages: number;
}

/** Rows by pattern or value of the context's key, the most used first, what is equal by ascending id. */
export const mostUsed = async <Row extends UsageAnswer<'usages'>>(
  rows: readonly Row[],
): Promise<UsedGroup<Row>[]> => {
  const byIdentity = await groupInTurns(rows, identityOf);
  const groups = await mapInTurns([...byIdentity], ([id, own]) => ({
    id,
    own,
    usages: sumOf(own, 'usages'),
  }));
  return groups.sort((a, b) => b.usages - a.usages || (a.id < b.id ? -1 : 1));
};
