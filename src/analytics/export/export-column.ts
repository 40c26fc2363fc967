/** What a column holds: times are milliseconds since 1970 UTC, json is its text. */
export type ExportKind = 'uuid' | 'text' | 'json' | 'time' | 'integer' | 'number' | 'flag';

export type ExportValue = string | number | boolean | null;

/** A column of an export, in the order of its columns. */
export interface ExportColumn<Row> {
  readonly name: string;
  readonly kind: ExportKind;
  readonly valueOf: (row: Row) => ExportValue;
}

/** Turns pages of rows into the bytes of a file, a piece at a time, no faster than it is read. */
export type ExportEncoder = <Row>(
  columns: readonly ExportColumn<Row>[],
  pages: AsyncIterable<readonly Row[]>,
  hasBom: boolean,
) => AsyncGenerator<Uint8Array>;
