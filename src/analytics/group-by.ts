import { partsInTurns } from '../common/parts-in-turns.js';

type Key = string | number;

const addTo = <Row, K extends Key>(
  groups: Map<K, Row[]>,
  rows: readonly Row[],
  keyOf: (row: Row) => K,
): void => {
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
};

/** Rows by what they have in common, in the order in which each first comes. */
export const groupBy = <Row, K extends Key>(rows: readonly Row[], keyOf: (row: Row) => K): Map<K, Row[]> => {
  const groups = new Map<K, Row[]>();
  addTo(groups, rows, keyOf);
  return groups;
};

/** The same, of as many rows as a question may have: others have the event loop in between. */
export const groupInTurns = async <Row, K extends Key>(
  rows: readonly Row[],
  keyOf: (row: Row) => K,
): Promise<Map<K, Row[]>> => {
  const groups = new Map<K, Row[]>();
  for await (const part of partsInTurns(rows)) addTo(groups, part, keyOf);
  return groups;
};
