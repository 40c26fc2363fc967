import type { BinaryType } from './binary-type.js';

const HEADER = 20;
const NULL = -1;

/** Values as a one-dimensional array in PostgreSQL's binary format, as `array_recv` reads it. */
export const binaryArray = <T>(type: BinaryType<T>, values: readonly (T | null)[]): Buffer => {
  let room = HEADER;
  let hasNull = 0;
  for (const value of values) {
    room += 4;
    if (value === null) hasNull = 1;
    else room += type.room(value);
  }
  const to = Buffer.allocUnsafe(room);
  to.writeInt32BE(values.length > 0 ? 1 : 0, 0);
  to.writeInt32BE(hasNull, 4);
  to.writeInt32BE(type.oid, 8);
  if (values.length === 0) return to.subarray(0, 12);
  to.writeInt32BE(values.length, 12);
  to.writeInt32BE(1, 16);
  let at = HEADER;
  for (const value of values) {
    if (value === null) {
      at = to.writeInt32BE(NULL, at);
      continue;
    }
    const end = type.write(to, at + 4, value);
    to.writeInt32BE(end - at - 4, at);
    at = end;
  }
  return to.subarray(0, at);
};
