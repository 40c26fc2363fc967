import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { crc32c } from './crc32c.js';
import { decompressBatch } from './decompress-batch.js';
import { decompressGzip } from './decompress-gzip.js';

interface Fields {
  readonly lastOffsetDelta?: number;
  readonly count?: number;
  readonly attributes?: number;
}

/** The compressed records of a batch at offset 40, as the client hands them over. */
const recordsIn = (
  records: Buffer,
  { lastOffsetDelta = 2, count = 3, attributes = 1 }: Fields = {},
): Buffer => {
  const batch = Buffer.alloc(61 + records.length);
  batch.writeBigInt64BE(40n, 0);
  batch.writeInt32BE(batch.length - 12, 8);
  batch[16] = 2;
  batch.writeInt16BE(attributes, 21);
  batch.writeInt32BE(lastOffsetDelta, 23);
  batch.writeInt32BE(count, 57);
  records.copy(batch, 61);
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch.subarray(61);
};

const decompress = (records: Buffer): Promise<Buffer> => decompressBatch(records, 'GZIP', decompressGzip);

/** Damage after the checksum was computed. */
const damaged = (records: Buffer): Buffer => {
  records[records.length - 1]! ^= 1;
  return records;
};

describe('decompressBatch', () => {
  it('gives the records', async () => {
    expect(String(await decompress(recordsIn(gzipSync('the records'))))).toBe('the records');
  });

  it('reads what stands in an older format, and refuses what cannot be read of it', async () => {
    expect(String(await decompress(gzipSync('a message set')))).toBe('a message set');
    await expect(decompress(Buffer.from('no gzip'))).rejects.toMatchObject({ name: 'UnreadableBatchError' });
  });

  it.each([
    ['is damaged', damaged(recordsIn(gzipSync('the records'))), 'its checksum is wrong'],
    ['decompresses to more than 32 MiB', recordsIn(gzipSync(Buffer.alloc(33_554_433))), 'larger than'],
  ])('has as many records with the reason in the place of a batch that %s', async (_, records, reason) => {
    const text = (await decompress(records)).toString('latin1');
    expect(
      text.split('the GZIP batch at offset 40 cannot be unpacked to at most 33554432 bytes: '),
    ).toHaveLength(4);
    expect(text.toLowerCase()).toContain(reason);
  });

  it.each([
    ['holds too many messages', recordsIn(gzipSync('x'), { count: 100_001, lastOffsetDelta: 100_000 })],
    ['is damaged where it says how many it holds', damaged(recordsIn(gzipSync('x'), { count: 2 }))],
    [
      'is damaged and calls itself a mark of the brokers',
      damaged(recordsIn(gzipSync('x'), { attributes: 0x21 })),
    ],
  ])('stops at a batch that %s', async (_, records) => {
    await expect(decompress(records)).rejects.toMatchObject({ name: 'UnreadableBatchError' });
  });

  it('leaves the rest of an answer for the next one once 64 MiB are decompressed', async () => {
    const large = recordsIn(gzipSync(Buffer.alloc(33_554_432)));
    await decompress(large);
    await decompress(large);
    // The client then fetches from there on.
    await expect(decompress(large)).rejects.toMatchObject({ name: 'KafkaJSPartialMessageError' });
    await decompress(recordsIn(gzipSync('of another answer')));
  });
});
