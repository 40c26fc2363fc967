import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { crc32c } from './crc32c.js';
import type { Decompress } from './decompress-batch.js';
import { decompressGzip } from './decompress-gzip.js';
import { decompressLz4 } from './decompress-lz4.js';
import { decompressSnappy } from './decompress-snappy.js';
import { decompressZstd } from './decompress-zstd.js';

const DECOMPRESS: Readonly<Record<string, Decompress>> = {
  GZIP: decompressGzip,
  LZ4: decompressLz4,
  Snappy: decompressSnappy,
  ZSTD: decompressZstd,
};

/** 100 bytes that look drawn: of x = 48271 x mod (2^31 - 1), from 1, the lowest eight bits. */
const DRAWN = (() => {
  const bytes: number[] = [];
  for (let x = 1; bytes.length < 100;) {
    x = (x * 48_271) % 2_147_483_647;
    bytes.push(x & 255);
  }
  return Buffer.from(bytes);
})();

/** So many times DRAWN, compressed by python-lz4 4.4 (liblz4), cramjam 2.14 (Rust snap) and zstandard 0.25 (libzstd). */
const COMPRESSED: readonly (readonly [codec: string, form: string, times: number, compressed: string])[] = [
  [
    'LZ4',
    'blocks of their own',
    1000,
    'BCJNGGBAgm8BAAD/VY/iRn3xI1FZw38jb6tNqQMpMo/P5GGEV7lUOnSTG4XUm7441wQtw6GWtisR0AejkJ3cCdwVA+CHpFuDjd7Rp/+UnRJXgVxsZP4PfXAjkO9+kbzXgsgMiU/yopPCMOJ6eZcWYNNkAP////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////+EUNSbvjjX9QAAAP9VBC3DoZa2KxHQB6OQndwJ3BUD4IekW4ON3tGn/5SdEleBXGxk/g99cCOQ736RvNeCyAyJT/Kik8Iw4np5lxZg04/iRn3xI1FZw38jb6tNqQMpMo/P5GGEV7lUOnSTG4XUm74412QA//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////+qUHmXFmDTAAAAAA==',
  ],
  [
    'LZ4',
    'linked blocks, checksums and size',
    1000,
    'BCJNGFxAoIYBAAAAAABgbwEAAP9Vj+JGffEjUVnDfyNvq02pAykyj8/kYYRXuVQ6dJMbhdSbvjjXBC3DoZa2KxHQB6OQndwJ3BUD4IekW4ON3tGn/5SdEleBXGxk/g99cCOQ736RvNeCyAyJT/Kik8Iw4np5lxZg02QA/////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////4RQ1Ju+ONfrkeqokQAAAA/c/////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////w9QeZcWYNOC0vAvAAAAAHIoRzs=',
  ],
  [
    'LZ4',
    'a block that is not compressed',
    1,
    'BCJNGGBAgmQAAICP4kZ98SNRWcN/I2+rTakDKTKPz+RhhFe5VDp0kxuF1Ju+ONcELcOhlrYrEdAHo5Cd3AncFQPgh6Rbg43e0af/lJ0SV4FcbGT+D31wI5DvfpG814LIDIlP8qKTwjDienmXFmDTAAAAAA==',
  ],
  [
    'Snappy',
    'one block',
    7,
    'vAXwZY/iRn3xI1FZw38jb6tNqQMpMo/P5GGEV7lUOnSTG4XUm7441wQtw6GWtisR0AejkJ3cCdwVA+CHpFuDjd7Rp/+UnRJXgVxsZP4PfXAjkO9+kbzXgsgMiU/yopPCMOJ6eZcWYNOP4v5kAP5kAP5kAP5kAP5kAP5kAP5kAP5kAP5kAFZkAA==',
  ],
  [
    'ZSTD',
    'with its size',
    1000,
    'KLUv/aCghgEAdQMARAaP4kZ98SNRWcN/I2+rTakDKTKPz+RhhFe5VDp0kxuF1Ju+ONcELcOhlrYrEdAHo5Cd3AncFQPgh6Rbg43e0af/lJ0SV4FcbGT+D31wI5DvfpG814LIDIlP8qKTwjDienmXFmDTAQBkjuGZhyg=',
  ],
  [
    'ZSTD',
    'of a stream',
    1000,
    'KLUv/QBYdQMARAaP4kZ98SNRWcN/I2+rTakDKTKPz+RhhFe5VDp0kxuF1Ju+ONcELcOhlrYrEdAHo5Cd3AncFQPgh6Rbg43e0af/lJ0SV4FcbGT+D31wI5DvfpG814LIDIlP8qKTwjDienmXFmDTAQBkjuGZhyg=',
  ],
  ['GZIP', 'by zlib', 1000, gzipSync(Buffer.concat(Array<Buffer>(1000).fill(DRAWN))).toString('base64')],
];

const LITTLE = 1 << 20;

/** @returns undefined where it is refused. */
const outcomeOf = async (
  decompress: Decompress,
  compressed: Buffer,
  longest: number,
): Promise<Buffer | undefined> => {
  try {
    return await decompress(compressed, longest);
  } catch {
    return undefined;
  }
};

describe.each(COMPRESSED)('%s, %s', (codec, _, times, base64) => {
  const decompress = DECOMPRESS[codec]!;
  const compressed = Buffer.from(base64, 'base64');
  const whole = Buffer.concat(Array<Buffer>(times).fill(DRAWN));

  it('is decompressed', async () => {
    expect((await decompress(compressed, LITTLE)).equals(whole)).toBe(true);
    expect((await decompress(compressed, whole.length)).equals(whole)).toBe(true);
  });

  it('is refused where it decompresses to more than there is room for', async () => {
    expect(await outcomeOf(decompress, compressed, whole.length - 1)).toBeUndefined();
  });

  it('is refused where it is cut off', async () => {
    for (let length = 0; length < compressed.length - 8; length += 1) {
      expect(await outcomeOf(decompress, compressed.subarray(0, length), LITTLE)).toBeUndefined();
    }
  });

  it('decompresses to no more than there is room for, whatever happened to its bytes', async () => {
    const damage = fc.array(fc.tuple(fc.nat(compressed.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(damage, async (bytes) => {
        const damaged = Buffer.from(compressed);
        for (const [at, byte] of bytes) damaged[at] = byte;
        const outcome = await outcomeOf(decompress, damaged, LITTLE);
        expect(outcome?.length ?? 0).toBeLessThanOrEqual(LITTLE);
      }),
      { numRuns: 300 },
    );
  });
});

describe('decompressSnappy', () => {
  const framed = (blocks: readonly Buffer[]): Buffer => {
    const sized = blocks.flatMap((block) => {
      const size = Buffer.alloc(4);
      size.writeUInt32BE(block.length);
      return [size, block];
    });
    const header = Buffer.from([0x82, ...Buffer.from('SNAPPY'), 0, 0, 0, 0, 1, 0, 0, 0, 1]);
    return Buffer.concat([header, ...sized]);
  };
  const block = Buffer.from(COMPRESSED.find(([codec]) => codec === 'Snappy')![3], 'base64');

  it('decompresses the blocks of Java clients, and counts them together', () => {
    expect(decompressSnappy(framed([block, block]), 1400)).toHaveLength(1400);
    expect(() => decompressSnappy(framed([block, block]), 1399)).toThrow('too much');
    expect(() => decompressSnappy(framed([block]).subarray(0, -1), LITTLE)).toThrow('damaged');
  });

  it.each([
    ['a literal of 4 GiB, over which other readers go round for ever', [1, 63 << 2, 0xff, 0xff, 0xff, 0xff]],
    ['a copy from before the beginning', [4, 1, 1]],
    ['a copy from nowhere', [5, 0, 65, 1, 0]],
    ['less than it says', [9, 0, 65]],
    ['a length without an end', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80]],
  ])('refuses %s', (_, bytes) => {
    expect(() => decompressSnappy(Buffer.from(bytes), LITTLE)).toThrow('damaged');
  });
});

describe('crc32c', () => {
  it.each([
    ['123456789', 0xe3069283],
    ['', 0],
  ])('of %p is that of the catalogue of checksums', (text, checksum) => {
    expect(crc32c(Buffer.from(text))).toBe(checksum);
  });
});
