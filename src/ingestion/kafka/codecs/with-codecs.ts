import { AsyncLocalStorage } from 'node:async_hooks';
import kafkajs from 'kafkajs';
import { type Unpack, unpackBatch } from './unpack-batch.js';
import { unpackGzip } from './unpack-gzip.js';
import { unpackLz4 } from './unpack-lz4.js';
import { unpackSnappy } from './unpack-snappy.js';
import { unpackZstd } from './unpack-zstd.js';

// Node cannot import these two by name.
const { CompressionCodecs, CompressionTypes } = kafkajs;

const UNPACK: Readonly<Record<'GZIP' | 'Snappy' | 'LZ4' | 'ZSTD', Unpack>> = {
  GZIP: unpackGzip,
  Snappy: unpackSnappy,
  LZ4: unpackLz4,
  ZSTD: unpackZstd,
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
  for (const [codec, unpack] of Object.entries(UNPACK)) {
    const type = CompressionTypes[codec as keyof typeof UNPACK];
    const others = CompressionCodecs[type];
    const own: Codec = { decompress: (records: Buffer) => unpackBatch(records, codec, unpack) };
    CompressionCodecs[type] = (): Codec => (ours.getStore() ? own : (others() as Codec));
  }
};

/** Does what reads from Kafka, then and in all that follows from it, with codecs that are bounded. */
export const withCodecs = <T>(work: () => T): T => {
  install();
  return ours.run(true, work);
};
