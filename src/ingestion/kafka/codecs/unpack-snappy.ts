/** In front of the blocks of Kafka's Java clients; others send one block without it. */
const XERIAL = Buffer.from([0x82, ...Buffer.from('SNAPPY'), 0]);

/** The magic, a version and the least version that can read it. */
const XERIAL_HEADER_BYTES = 16;

const damaged = (): Error => new Error('Snappy data is damaged');

/** An unsigned number of `bytes` bytes, the lowest first. */
const readNumber = (packed: Buffer, at: number, bytes: number): number => {
  if (at + bytes > packed.length) throw damaged();
  return packed.readUIntLE(at, bytes);
};

/** The length that a block unpacks to, and where its data begin. */
const readLength = (packed: Buffer): [length: number, from: number] => {
  let length = 0;
  for (let at = 0; at < Math.min(packed.length, 5); at += 1) {
    length += (packed[at]! & 0x7f) * 2 ** (7 * at);
    if (packed[at]! < 0x80) return [length, at + 1];
  }
  throw damaged();
};

const unpackBlock = (packed: Buffer, longest: number): Buffer => {
  const [length, from] = readLength(packed);
  if (length > longest) throw new Error('it unpacks to too much');
  const unpacked = Buffer.allocUnsafeSlow(length);
  let at = from;
  let to = 0;
  const copyLiteral = (tag: number): void => {
    // Up to 60 bytes the tag has the length, beyond them the next one to four bytes have it.
    const extra = Math.max(0, (tag >> 2) - 59);
    const count = (extra > 0 ? readNumber(packed, at, extra) : tag >> 2) + 1;
    at += extra;
    if (at + count > packed.length || to + count > length) throw damaged();
    packed.copy(unpacked, to, at, at + count);
    at += count;
    to += count;
  };
  const repeat = (tag: number): void => {
    const bytes = [0, 1, 2, 4][tag & 3]!;
    const isShort = bytes === 1;
    const count = isShort ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const offset = readNumber(packed, at, bytes) + (isShort ? (tag >> 5) << 8 : 0);
    at += bytes;
    if (offset === 0 || offset > to || to + count > length) throw damaged();
    // Byte by byte: what is copied may begin among it.
    for (const end = to + count; to < end; to += 1) unpacked[to] = unpacked[to - offset]!;
  };
  while (at < packed.length) {
    const tag = packed[at]!;
    at += 1;
    if ((tag & 3) === 0) copyLiteral(tag);
    else repeat(tag);
  }
  if (to !== length) throw damaged();
  return unpacked;
};

/**
 * Unpacks Snappy (google/snappy, format_description.txt), one block or framed as snappy-java does.
 * @param longest bytes that it may unpack to.
 * @throws Error where it is damaged or unpacks to more.
 */
export const unpackSnappy = (packed: Buffer, longest: number): Buffer => {
  if (!packed.subarray(0, XERIAL.length).equals(XERIAL)) return unpackBlock(packed, longest);
  const blocks: Buffer[] = [];
  let room = longest;
  for (let at = XERIAL_HEADER_BYTES; at < packed.length;) {
    if (at + 4 > packed.length) throw damaged();
    const end = at + 4 + packed.readUInt32BE(at);
    if (end > packed.length) throw damaged();
    const block = unpackBlock(packed.subarray(at + 4, end), room);
    blocks.push(block);
    room -= block.length;
    at = end;
  }
  return Buffer.concat(blocks);
};
