import { createHash, type Hash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { CooperativeScheduler } from '../common/cooperative-scheduler.js';
import { writeJson } from '../common/json/write-json.js';

/** Codings in which an answer can be sent, the best first. */
export const ENCODINGS = ['br', 'gzip'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** About what zlib's default takes of the processor, for a smaller result. */
const BROTLI_QUALITY = 4;

const compress: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) =>
    promisify(brotliCompress)(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
  gzip: (body) => promisify(gzip)(body),
};

const shorten = (hash: Hash): string => hash.digest('base64url').slice(0, 22);

/** Items of a list that are written at a time, where they have no long lists themselves. */
const ITEMS = 50;

const hasLongList = (item: unknown): boolean =>
  typeof item === 'object' &&
  item !== null &&
  Object.values(item).some((part) => Array.isArray(part) && part.length > ITEMS);

/** The JSON of an object, a few items of its lists at a time. */
function* jsonPieces(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || 'toJSON' in value) {
    yield writeJson(value);
    return;
  }
  let before = '{';
  for (const [name, part] of Object.entries(value)) {
    if (part === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    before = ',';
    if (!Array.isArray(part) || part.length <= ITEMS) {
      yield writeJson(part);
      continue;
    }
    for (let at = 0; at < part.length;) {
      const next = hasLongList(part[at]) ? at + 1 : at + ITEMS;
      yield `${at === 0 ? '[' : ','}${writeJson(part.slice(at, next)).slice(1, -1)}`;
      at = next;
    }
    yield ']';
  }
  yield before === '{' ? '{}' : '}';
}

/** An answer as JSON, written once however often it is sent. */
export class JsonAnswer<T = unknown> {
  private readonly compressed = new Map<Encoding, Promise<Buffer>>();

  /** @param hash of the body; tells it from every other. */
  private constructor(
    readonly body: Buffer,
    readonly hash: string,
  ) {}

  static of<T>(value: T): JsonAnswer<T> {
    return JsonAnswer.ofText(writeJson(value));
  }

  /** Written without holding up the event loop, where its lists are long. */
  static async written<T>(value: T): Promise<JsonAnswer<T>> {
    const scheduler = new CooperativeScheduler();
    const pieces: Buffer[] = [];
    const hash = createHash('sha256');
    for (const text of jsonPieces(value)) {
      const piece = Buffer.from(text);
      hash.update(piece);
      pieces.push(piece);
      if (scheduler.isDue) await scheduler.pause();
    }
    // Not Buffer.concat, which copies all of a large answer in one go.
    const body = Buffer.allocUnsafeSlow(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      at += piece.copy(body, at);
      if (scheduler.isDue) await scheduler.pause();
    }
    return new JsonAnswer(body, shorten(hash));
  }

  /** @param text the JSON of a T. */
  static ofText<T>(text: string): JsonAnswer<T> {
    const body = Buffer.from(text);
    return new JsonAnswer(body, shorten(createHash('sha256').update(body)));
  }

  parse(): T {
    return JSON.parse(this.body.toString()) as T;
  }

  /** The body in a smaller coding; compressed once. */
  compressedAs(encoding: Encoding): Promise<Buffer> {
    let compressed = this.compressed.get(encoding);
    if (!compressed) {
      compressed = compress[encoding](this.body);
      this.compressed.set(encoding, compressed);
    }
    return compressed;
  }

  /** The strong ETag (RFC 9110, 8.8.3); each coding has its own. */
  etag(encoding?: Encoding): string {
    return encoding === undefined ? `"${this.hash}"` : `"${this.hash}-${encoding}"`;
  }
}
