import { AsyncLocalStorage } from 'node:async_hooks';
import kafkajs from 'kafkajs';
import { type Decompress, decompressBatch } from './decompress-batch.js';
import { decompressGzip } from './decompress-gzip.js';
import { decompressLz4 } from './decompress-lz4.js';
import { decompressSnappy } from './decompress-snappy.js';
import { decompressZstd } from './decompress-zstd.js';

// Node cannot import these two by name.
const { CompressionCodecs, CompressionTypes } = kafkajs;

const DECOMPRESS: Readonly<Record<'GZIP' | 'Snappy' | 'LZ4' | 'ZSTD', Decompress>> = {
  GZIP: decompressGzip,
  Snappy: decompressSnappy,
  LZ4: decompressLz4,
  ZSTD: decompressZstd,
};

/** What the client needs of a codec in order to read. */
interface Codec {
  readonly decompress: (records: Buffer) => Promise<Buffer>;
}

const ours = new AsyncLocalStorage<true>();

let isInstalled = false;

/** The client has one list of codecs for the whole process, whose other readers keep theirs. */
const install = (): void => {
  if (isInstalled) return;
  isInstalled = true;
  for (const [codec, decompress] of Object.entries(DECOMPRESS)) {
    const type = CompressionTypes[codec as keyof typeof DECOMPRESS];
    const others = CompressionCodecs[type];
    const own: Codec = { decompress: (records: Buffer) => decompressBatch(records, codec, decompress) };
    CompressionCodecs[type] = (): Codec => (ours.getStore() ? own : (others() as Codec));
  }
};

/** Does what reads from Kafka, then and in all that follows from it, with codecs that are bounded. */
export const withCodecs = <T>(work: () => T): T => {
  install();
  return ours.run(true, work);
};
