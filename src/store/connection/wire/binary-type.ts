/**
 * How PostgreSQL reads values of a type in its binary format: the `…_recv` functions of its source
 * (src/backend/utils/adt). Nothing has to be quoted there, printed or parsed.
 */
export interface BinaryType<T> {
  /** The type's identity in pg_type. */
  readonly oid: number;
  /** The most bytes a value may take. */
  room(value: T): number;
  /** Writes a value that may not be null; returns where it ends. */
  write(to: Buffer, at: number, value: T): number;
}

/** UTF-16 units that are cheaper to make room for than to measure. */
const SHORT = 1024;
const MAX_UTF8_BYTES_A_UNIT = 3;
const roomOfText = (value: string): number =>
  value.length <= SHORT ? value.length * MAX_UTF8_BYTES_A_UNIT : Buffer.byteLength(value);

/** Microseconds from 1970 to PostgreSQL's own beginning, 2000-01-01. */
const EPOCH_MS = 946_684_800_000;
const TWO_TO_32 = 4_294_967_296;

const HEX = new Uint8Array(128);
for (let digit = 0; digit < 16; digit += 1) {
  const character = digit.toString(16);
  HEX[character.charCodeAt(0)] = digit;
  HEX[character.toUpperCase().charCodeAt(0)] = digit;
}
/** Where a UUID's 16 bytes are in its 36 characters. */
const UUID_DIGITS = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/** In its 36-character form. */
export const uuid: BinaryType<string> = {
  oid: 2950,
  room: () => 16,
  write(to, at, value) {
    for (let index = 0; index < 16; index += 1) {
      const digit = UUID_DIGITS[index]!;
      to[at + index] = (HEX[value.charCodeAt(digit)]! << 4) | HEX[value.charCodeAt(digit + 1)]!;
    }
    return at + 16;
  },
};

export const text: BinaryType<string> = {
  oid: 25,
  room: roomOfText,
  write: (to, at, value) => at + to.write(value, at),
};

export const bool: BinaryType<boolean> = {
  oid: 16,
  room: () => 1,
  write: (to, at, value) => to.writeUInt8(value ? 1 : 0, at),
};

export const int4: BinaryType<number> = {
  oid: 23,
  room: () => 4,
  write: (to, at, value) => to.writeInt32BE(value, at),
};

/** Whole numbers of at most 2^53. */
export const int8: BinaryType<number> = {
  oid: 20,
  room: () => 8,
  write: (to, at, value) => to.writeBigInt64BE(BigInt(value), at),
};

export const float8: BinaryType<number> = {
  oid: 701,
  room: () => 8,
  write: (to, at, value) => to.writeDoubleBE(value, at),
};

/** Milliseconds since 1970; whole ones, with ±Infinity for PostgreSQL's own. */
export const timestamptz: BinaryType<number> = {
  oid: 1184,
  room: () => 8,
  write(to, at, value) {
    if (!Number.isFinite(value)) {
      to.writeUInt32BE(value > 0 ? 0x7fffffff : 0x80000000, at);
      return to.writeUInt32BE(value > 0 ? 0xffffffff : 0, at + 4);
    }
    const micros = (value - EPOCH_MS) * 1000;
    const high = Math.floor(micros / TWO_TO_32);
    to.writeInt32BE(high, at);
    return to.writeUInt32BE(micros - high * TWO_TO_32, at + 4);
  },
};

/** JSON text. */
export const jsonb: BinaryType<string> = {
  oid: 3802,
  room: (value) => 1 + roomOfText(value),
  write(to, at, value) {
    to[at] = 1;
    return at + 1 + to.write(value, at + 1);
  },
};
