import { batchHeaderOf } from './batch-header.js';
import { UnreadableBatchError } from './unreadable-batch-error.js';
import { unreadableRecords } from './unreadable-records.js';

/** Decompresses what was compressed, to so many bytes at the most; throws where it cannot. */
export type Decompress = (compressed: Buffer, longest: number) => Buffer | Promise<Buffer>;

/** What one batch may decompress to. */
const MAX_BATCH = 32 * 1024 * 1024;

/** What the batches of one answer of a broker may decompress to before the rest is asked for anew. */
const MAX_ANSWER = 64 * 1024 * 1024;

/** The client takes a batch's messages into memory at once, and no more than some 120,000 of them. */
const MAX_MESSAGES = 100_000;

/** By answer; its batches are pieces of one memory. */
const decompressedBytes = new WeakMap<ArrayBufferLike, number>();

/** Tells the client that the answer ends here: it fetches the rest with the next one. */
const endOfAnswer = (): Error =>
  Object.assign(new Error('The rest is unpacked with the next answer.'), {
    name: 'KafkaJSPartialMessageError',
  });

/**
 * The records of a compressed batch. Where they cannot be decompressed as many records stand in their place
 * that say so, so that their partition goes on.
 * @param records the compressed records as the client hands them over.
 * @param codec its name, for the reason.
 * @throws UnreadableBatchError where not even that is possible.
 */
export const decompressBatch = async (
  records: Buffer,
  codec: string,
  decompress: Decompress,
): Promise<Buffer> => {
  const before = decompressedBytes.get(records.buffer) ?? 0;
  if (before >= MAX_ANSWER) throw endOfAnswer();
  const header = batchHeaderOf(records);
  const place = header ? ` at offset ${header.firstOffset}` : '';
  if (header && header.count > MAX_MESSAGES) {
    throw new UnreadableBatchError(
      `the batch${place} has ${header.count} messages, and at most ${MAX_MESSAGES} can be read`,
    );
  }
  let decompressed: Buffer;
  try {
    if (header?.isIntact === false) throw new Error('its checksum is wrong');
    decompressed = await decompress(records, MAX_BATCH);
  } catch (error) {
    const reason = `the ${codec} batch${place} cannot be unpacked to at most ${MAX_BATCH} bytes: ${(error as Error).message}`;
    if (!header || !(header.isIntact || header.isPlausible)) throw new UnreadableBatchError(reason);
    decompressed = unreadableRecords(header, reason);
  }
  decompressedBytes.set(records.buffer, before + decompressed.length);
  return decompressed;
};
