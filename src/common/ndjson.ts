import { decodeText, encodingFault } from './json/decode-text.js';
import { parseJson } from './json/parse-json.js';
import type { Violation } from './tracker-error.js';

/** A line of the source: its value, or why it has none and, unless it is too long, its text. */
export type NdjsonItem =
  | { readonly line: number; readonly value: unknown; readonly fault?: undefined }
  | { readonly line: number; readonly fault: Violation; readonly text?: string };

/** Lines that are handed on together. */
export interface NdjsonChunk {
  readonly items: NdjsonItem[];
  /** Of the source, that it took to get there. */
  readonly bytes: number;
}

export interface NdjsonLimits {
  /** Bytes of one line. */
  readonly itemBytes: number;
  /** Bytes of them all. */
  readonly totalBytes: number;
  /** Lines that are handed on together, at the most. */
  readonly chunkItems: number;
}

/** The source has more bytes than are taken; what came before was handed on. */
export class NdjsonTooLargeError extends Error {
  override readonly name = 'NdjsonTooLargeError';
}

/** The source ended before its end, or could not be decompressed; what came before was handed on. */
export class NdjsonSourceError extends Error {
  override readonly name = 'NdjsonSourceError';
}

/** Tells a fault of the source from one of whoever reads it. */
async function* readable(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (error) {
    throw new NdjsonSourceError((error as Error).message, { cause: error });
  }
}

const NEWLINE = 10;
/** So many bytes of lines are handed on together even where they are few. */
const CHUNK_BYTES = 2_097_152;

const malformed = (message: string): Violation => ({
  pointer: '',
  code: 'malformed_json',
  allowed: 'a JSON object',
  message,
});

const itemOf = (line: number, bytes: Buffer): NdjsonItem | undefined => {
  const wrong = line === 1 ? encodingFault(bytes) : undefined;
  if (wrong !== undefined) return { line, fault: malformed(`Line 1 cannot be read. ${wrong}`) };
  const text = decodeText(bytes);
  const json = line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (json.trim() === '') return undefined;
  try {
    return { line, value: parseJson(json) };
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, '');
    const message = `Line ${line} is not valid JSON: ${reason.slice(0, 200)}.`;
    return { line, fault: malformed(message), text: json };
  }
};

/**
 * The lines of NDJSON in chunks, in bounded memory whatever the source's size. Blank lines are left
 * out, a line that is too long or no JSON is an item with its fault. An empty buffer of the source ends
 * a chunk.
 * @throws NdjsonTooLargeError, NdjsonSourceError after the chunks that came before.
 */
export async function* ndjsonChunks(
  source: AsyncIterable<Buffer>,
  limits: NdjsonLimits,
): AsyncGenerator<NdjsonChunk> {
  let items: NdjsonItem[] = [];
  let itemsBytes = 0;
  let handedOn = 0;
  let totalBytes = 0;
  let line = 1;
  let parts: Buffer[] = [];
  let partBytes = 0;

  const endLine = (): void => {
    const tooLong = partBytes > limits.itemBytes;
    const message = `Line ${line} has ${partBytes} bytes; at most ${limits.itemBytes} are taken (ITEM_LIMIT_BYTES).`;
    const allowed = `at most ${limits.itemBytes} bytes`;
    const item: NdjsonItem | undefined = tooLong
      ? { line, fault: { pointer: '', code: 'too_large', allowed, message } }
      : itemOf(line, parts.length === 1 ? parts[0]! : Buffer.concat(parts));
    if (item) items.push(item);
    if (!tooLong) itemsBytes += partBytes;
    line += 1;
    parts = [];
    partBytes = 0;
  };
  const takePart = (part: Buffer): void => {
    partBytes += part.length;
    if (partBytes <= limits.itemBytes) parts.push(part);
    else parts = [];
  };

  const endChunk = (bytes: number): NdjsonChunk => {
    const chunk = { items, bytes: bytes - handedOn };
    items = [];
    itemsBytes = 0;
    handedOn = bytes;
    return chunk;
  };

  for await (const data of readable(source)) {
    if (data.length === 0 && items.length > 0) yield endChunk(totalBytes - partBytes);
    totalBytes += data.length;
    if (totalBytes > limits.totalBytes) throw new NdjsonTooLargeError();
    for (let from = 0; from < data.length;) {
      const end = data.indexOf(NEWLINE, from);
      if (end === -1) {
        takePart(data.subarray(from));
        break;
      }
      takePart(data.subarray(from, end));
      endLine();
      from = end + 1;
      if (items.length < limits.chunkItems && itemsBytes < CHUNK_BYTES) continue;
      yield endChunk(totalBytes - data.length + from);
    }
  }
  if (partBytes > 0) endLine();
  if (items.length > 0) yield endChunk(totalBytes);
}
