import { mapInTurns } from '../../common/map-in-turns.js';
import { partsInTurns } from '../../common/parts-in-turns.js';
import { groupInTurns } from '../group-by.js';

/** Rows of the range that is asked about, and of the period before it where they are compared. */
export interface Periods<Row> {
  readonly current: readonly Row[];
  readonly previous: readonly Row[];
}

/**
 * Rows by period, their slices the places of the period's own buckets.
 * @param before how many slices the period before has; they are the first.
 */
export const splitPeriods = async <Row extends { readonly slice: number }>(
  rows: readonly Row[],
  before: number,
): Promise<Periods<Row>> => {
  if (before === 0) return { current: rows, previous: [] };
  const current: Row[] = [];
  const previous: Row[] = [];
  for await (const part of partsInTurns(rows)) {
    for (const row of part) {
      if (row.slice < before) previous.push(row);
      else current.push({ ...row, slice: row.slice - before });
    }
  }
  return { current, previous };
};

export const filterPeriods = <Row>(
  { current, previous }: Periods<Row>,
  isMeant: (row: Row) => boolean,
): Periods<Row> => ({ current: current.filter(isMeant), previous: previous.filter(isMeant) });

/** All their rows, in their order. */
export const joinPeriods = <Row>(periods: readonly Periods<Row>[]): Periods<Row> => ({
  current: periods.flatMap(({ current }) => current),
  previous: periods.flatMap(({ previous }) => previous),
});

/** Rows of either period by what they have in common. */
export const groupPeriods = async <Row>(
  rows: Periods<Row>,
  keyOf: (row: Row) => string,
): Promise<Map<string, Periods<Row>>> => {
  const current = await groupInTurns(rows.current, keyOf);
  const previous = await groupInTurns(rows.previous, keyOf);
  const keys = new Set([...current.keys(), ...previous.keys()]);
  const entries = await mapInTurns([...keys], (key) => {
    return [key, { current: current.get(key) ?? [], previous: previous.get(key) ?? [] }] as const;
  });
  return new Map(entries);
};
