import type { BinaryColumn } from './binary-column.js';

/** Signature, no flags, no header extension. */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const NULL = -1;
const END = -1;

/** Rows as COPY .. (FORMAT binary) reads them (PostgreSQL's manual, COPY, "Binary Format"). */
export const binaryCopy = <Row>(columns: readonly BinaryColumn<Row>[], rows: readonly Row[]): Buffer => {
  const bound = columns.map((column) => column.bind(rows));
  let room = HEADER.length + 2;
  for (let row = 0; row < rows.length; row += 1) {
    room += 2;
    for (const column of bound) room += 4 + (column.room(row) ?? 0);
  }
  const to = Buffer.allocUnsafe(room);
  let at = HEADER.copy(to);
  for (let row = 0; row < rows.length; row += 1) {
    at = to.writeInt16BE(bound.length, at);
    for (const column of bound) {
      if (column.room(row) === undefined) {
        at = to.writeInt32BE(NULL, at);
        continue;
      }
      const end = column.write(to, at + 4, row);
      to.writeInt32BE(end - at - 4, at);
      at = end;
    }
  }
  return to.subarray(0, to.writeInt16BE(END, at));
};
