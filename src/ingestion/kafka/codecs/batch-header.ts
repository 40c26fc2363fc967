import { crc32c } from './crc32c.js';

/** What stands in front of a batch's records (Kafka's message format, version 2). */
export interface BatchHeader {
  readonly firstOffset: bigint;
  /** From the first offset to the last; more than `count` tells where a topic is compacted. */
  readonly lastOffsetDelta: number;
  readonly count: number;
  /** Whether header and records are as the producer sent them. */
  readonly isIntact: boolean;
  /** Of a batch that is not intact: whether its numbers agree all the same. */
  readonly isPlausible: boolean;
}

const HEADER_BYTES = 61;
const LENGTH_AT = 8;
const MAGIC_AT = 16;
const CHECKSUM_AT = 17;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_DELTA_AT = 23;
const COUNT_AT = 57;

/** A batch's length is counted from after itself. */
const BEFORE_LENGTH_ENDS = 12;

/** Of a batch of the brokers' own, which is never compressed. */
const CONTROL = 0x20;

/**
 * The header of the batch that these compressed records stand in: the client hands over the records alone,
 * but as a piece of the whole answer.
 * @returns undefined where there is none, as in the formats before Kafka 0.11.
 */
export const batchHeaderOf = (records: Buffer): BatchHeader | undefined => {
  const from = records.byteOffset - HEADER_BYTES;
  if (from < 0) return undefined;
  const batch = Buffer.from(records.buffer, from, HEADER_BYTES + records.length);
  const isBatch = batch[MAGIC_AT] === 2 && batch.readInt32BE(LENGTH_AT) === batch.length - BEFORE_LENGTH_ENDS;
  if (!isBatch) return undefined;
  const lastOffsetDelta = batch.readInt32BE(LAST_OFFSET_DELTA_AT);
  const count = batch.readInt32BE(COUNT_AT);
  const isControl = (batch.readInt16BE(ATTRIBUTES_AT) & CONTROL) !== 0;
  return {
    firstOffset: batch.readBigInt64BE(0),
    lastOffsetDelta,
    count,
    isIntact: batch.readUInt32BE(CHECKSUM_AT) === crc32c(batch.subarray(ATTRIBUTES_AT)),
    isPlausible: !isControl && lastOffsetDelta === count - 1,
  };
};
