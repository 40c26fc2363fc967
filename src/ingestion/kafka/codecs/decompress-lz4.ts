const MAGIC = 0x184d2204;

/** Of a block whose size has this bit the bytes stand as they are. */
const STORED = 0x80000000;

/** Of each end mark, size and checksum. */
const WORD_BYTES = 4;

const damaged = (): Error => new Error('LZ4 data is damaged');

const readWord = (compressed: Buffer, at: number): number => {
  if (at + WORD_BYTES > compressed.length) throw damaged();
  return compressed.readUInt32LE(at);
};

/** What is decompressed so far; blocks may repeat what stands in the ones before. */
class Decompressed {
  private bytes: Buffer;
  length = 0;

  constructor(
    first: number,
    private readonly longest: number,
  ) {
    this.bytes = Buffer.allocUnsafeSlow(Math.min(first, longest));
  }

  copy(from: Buffer): void {
    this.makeRoom(from.length);
    from.copy(this.bytes, this.length);
    this.length += from.length;
  }

  repeat(offset: number, count: number): void {
    if (offset === 0 || offset > this.length) throw damaged();
    this.makeRoom(count);
    const { bytes } = this;
    // Byte by byte: what is copied may begin among it.
    for (let to = this.length; to < this.length + count; to += 1) bytes[to] = bytes[to - offset]!;
    this.length += count;
  }

  all(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  private makeRoom(count: number): void {
    const needed = this.length + count;
    if (needed > this.longest) throw new Error('it unpacks to too much');
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.min(this.longest, Math.max(needed, 2 * this.bytes.length)));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

const decompressBlock = (block: Buffer, into: Decompressed): void => {
  let at = 0;
  const nextByte = (): number => {
    if (at >= block.length) throw damaged();
    at += 1;
    return block[at - 1]!;
  };
  /** A length of 15 goes on in the bytes that follow, as long as they are 255. */
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    if (nibble < 15) return length;
    for (let more = 255; more === 255;) {
      more = nextByte();
      length += more;
    }
    return length;
  };
  while (at < block.length) {
    const token = nextByte();
    const literals = lengthFrom(token >> 4);
    if (at + literals > block.length) throw damaged();
    into.copy(block.subarray(at, at + literals));
    at += literals;
    // The last sequence is of literals alone.
    if (at === block.length) return;
    const offset = nextByte() + 256 * nextByte();
    into.repeat(offset, lengthFrom(token & 15) + 4);
  }
};

/**
 * Decompresses an LZ4 frame (lz4_Frame_format.md), as Kafka's clients send it. Its checksums are not
 * compared, since a Kafka batch has one of its own.
 * @param longest bytes that it may decompress to.
 * @throws Error where it is damaged or decompresses to more.
 */
export const decompressLz4 = (compressed: Buffer, longest: number): Buffer => {
  if (readWord(compressed, 0) !== MAGIC) throw damaged();
  const flags = compressed[4] ?? 0;
  const [hasBlockChecksums, hasSize, hasDictionary] = [0x10, 0x08, 0x01].map((bit) => (flags & bit) !== 0);
  if (flags >> 6 !== 1 || hasDictionary) throw damaged();
  const decompressed = new Decompressed(4 * compressed.length, longest);
  // Flags, block size, the size of the whole where it is given, checksum.
  let at = WORD_BYTES + 2 + (hasSize ? 8 : 0) + 1;
  for (;;) {
    const word = readWord(compressed, at);
    at += WORD_BYTES;
    if (word === 0) return decompressed.all();
    const isStored = word >= STORED;
    const end = at + (isStored ? word - STORED : word);
    if (end > compressed.length) throw damaged();
    const block = compressed.subarray(at, end);
    if (isStored) decompressed.copy(block);
    else decompressBlock(block, decompressed);
    at = end + (hasBlockChecksums ? WORD_BYTES : 0);
  }
};
