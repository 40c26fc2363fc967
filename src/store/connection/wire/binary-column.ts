import { binaryArray } from './binary-array.js';
import type { BinaryType } from './binary-type.js';

/** The values of a column, by the place of their row. */
export interface BoundColumn {
  /** The most bytes a value may take; undefined where it is null. */
  room(row: number): number | undefined;
  /** Writes a value that is not null; returns where it ends. */
  write(to: Buffer, at: number, row: number): number;
}

/** A table's column and where its values come from. */
export interface BinaryColumn<Row> {
  readonly name: string;
  /** Its values as one array for an `unnest` of several, which fills up with nulls: empty where all are null. */
  array(rows: readonly Row[]): Buffer;
  /** Its values one by one. */
  bind(rows: readonly Row[]): BoundColumn;
}

export const binaryColumn = <Row, Value>(
  name: string,
  type: BinaryType<Value>,
  valueOf: (row: Row) => Value | null,
): BinaryColumn<Row> => ({
  name,
  array: (rows) => {
    const values = rows.map(valueOf);
    return binaryArray(type, values.every((value) => value === null) ? [] : values);
  },
  bind: (rows) => {
    const values = rows.map(valueOf);
    return {
      room: (row) => {
        const value = values[row] ?? null;
        return value === null ? undefined : type.room(value);
      },
      write: (to, at, row) => type.write(to, at, values[row]!),
    };
  },
});
