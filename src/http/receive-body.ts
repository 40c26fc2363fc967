import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { ProblemError } from '../common/problem/problem.js';

/** A compressed body may decompress to so much, and beyond that to so many times of what came of it. */
const DECOMPRESSED_BYTES = 1_048_576;
const DECOMPRESSED_TIMES = 200;

/** A body on its way to whoever parses it. */
export interface ReceivedBody {
  readonly payload: Readable;
  /** Ends it with an error; the rest of it is read and thrown away. */
  readonly fail: (error: Error) => void;
}

/**
 * The body of a request, decompressed.
 * @param limitName the setting that bounds it, for the sentence that refuses one that decompresses to too much.
 */
export const receiveBody = (
  raw: IncomingMessage,
  decoder: Transform | undefined,
  limitName: string,
): ReceivedBody => {
  // Once it is refused, nobody listens any more.
  (decoder ?? raw).on('error', () => undefined);
  // Destroying the request itself would end its connection, and with it the answer.
  if (!decoder) return { payload: raw, fail: (error) => void raw.emit('error', error) };
  // Fastify compares this with Content-Length.
  const payload = Object.assign(decoder, { receivedEncodedLength: 0 });
  const fail = (error: Error): void => void payload.destroy(error);
  let decompressed = 0;
  raw.on('data', (data: Buffer) => (payload.receivedEncodedLength += data.length));
  payload.on('data', (data: Buffer) => {
    decompressed += data.length;
    if (decompressed <= DECOMPRESSED_BYTES + DECOMPRESSED_TIMES * payload.receivedEncodedLength) return;
    const detail = `The body unpacks to more than ${DECOMPRESSED_BYTES} bytes and ${DECOMPRESSED_TIMES} times as much as was sent (${limitName} bounds what is not packed so much).`;
    fail(new ProblemError('body-too-large', detail));
  });
  raw.once('error', fail);
  // Not a pipeline, which would end the request and with it the answer.
  raw.pipe(payload);
  payload.once('close', () => {
    raw.unpipe(payload);
    raw.resume();
  });
  return { payload, fail };
};
