/** In front of the blocks of Kafka's Java clients; others send one block without it. */
const XERIAL = Buffer.from([0x82, ...Buffer.from('SNAPPY'), 0]);

/** The magic, a version and the least version that can read it. */
const XERIAL_HEADER_BYTES = 16;

const damaged = (): Error => new Error('Snappy data is damaged');

/** An unsigned number of `bytes` bytes, the lowest first. */
const readNumber = (compressed: Buffer, at: number, bytes: number): number => {
  if (at + bytes > compressed.length) throw damaged();
  return compressed.readUIntLE(at, bytes);
};

/** The length that a block decompresses to, and where its data begin. */
const readLength = (compressed: Buffer): [length: number, from: number] => {
  let length = 0;
  for (let at = 0; at < Math.min(compressed.length, 5); at += 1) {
    length += (compressed[at]! & 0x7f) * 2 ** (7 * at);
    if (compressed[at]! < 0x80) return [length, at + 1];
  }
  throw damaged();
};

const decompressBlock = (compressed: Buffer, longest: number): Buffer => {
  const [length, from] = readLength(compressed);
  if (length > longest) throw new Error('it unpacks to too much');
  const decompressed = Buffer.allocUnsafeSlow(length);
  let at = from;
  let to = 0;
  const copyLiteral = (tag: number): void => {
    // Up to 60 bytes the tag has the length, beyond them the next one to four bytes have it.
    const extra = Math.max(0, (tag >> 2) - 59);
    const count = (extra > 0 ? readNumber(compressed, at, extra) : tag >> 2) + 1;
    at += extra;
    if (at + count > compressed.length || to + count > length) throw damaged();
    compressed.copy(decompressed, to, at, at + count);
    at += count;
    to += count;
  };
  const repeat = (tag: number): void => {
    const bytes = [0, 1, 2, 4][tag & 3]!;
    const isShort = bytes === 1;
    const count = isShort ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const offset = readNumber(compressed, at, bytes) + (isShort ? (tag >> 5) << 8 : 0);
    at += bytes;
    if (offset === 0 || offset > to || to + count > length) throw damaged();
    // Byte by byte: what is copied may begin among it.
    for (const end = to + count; to < end; to += 1) decompressed[to] = decompressed[to - offset]!;
  };
  while (at < compressed.length) {
    const tag = compressed[at]!;
    at += 1;
    if ((tag & 3) === 0) copyLiteral(tag);
    else repeat(tag);
  }
  if (to !== length) throw damaged();
  return decompressed;
};

/**
 * Decompresses Snappy (google/snappy, format_description.txt), one block or framed as snappy-java does.
 * @param longest bytes that it may decompress to.
 * @throws Error where it is damaged or decompresses to more.
 */
export const decompressSnappy = (compressed: Buffer, longest: number): Buffer => {
  if (!compressed.subarray(0, XERIAL.length).equals(XERIAL)) return decompressBlock(compressed, longest);
  const blocks: Buffer[] = [];
  let room = longest;
  for (let at = XERIAL_HEADER_BYTES; at < compressed.length;) {
    if (at + 4 > compressed.length) throw damaged();
    const end = at + 4 + compressed.readUInt32BE(at);
    if (end > compressed.length) throw damaged();
    const block = decompressBlock(compressed.subarray(at + 4, end), room);
    blocks.push(block);
    room -= block.length;
    at = end;
  }
  return Buffer.concat(blocks);
};
