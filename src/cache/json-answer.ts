import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Codings in which an answer can be sent, the best first. */
export const PACKINGS = ['br', 'gzip'] as const;
export type Packing = (typeof PACKINGS)[number];

/** About what zlib's default takes of the processor, for a smaller result. */
const BROTLI_QUALITY = 4;

const pack: Readonly<Record<Packing, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) =>
    promisify(brotliCompress)(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
  gzip: (body) => promisify(gzip)(body),
};

/** An answer as JSON, written once however often it is sent. */
export class JsonAnswer<T = unknown> {
  private readonly packed = new Map<Packing, Promise<Buffer>>();

  /** @param hash of the body; tells it from every other. */
  private constructor(
    readonly body: Buffer,
    readonly hash: string,
  ) {}

  static of<T>(value: T): JsonAnswer<T> {
    return JsonAnswer.ofText(JSON.stringify(value));
  }

  /** @param text the JSON of a T. */
  static ofText<T>(text: string): JsonAnswer<T> {
    const body = Buffer.from(text);
    return new JsonAnswer(body, createHash('sha256').update(body).digest('base64url').slice(0, 22));
  }

  parse(): T {
    return JSON.parse(this.body.toString()) as T;
  }

  /** The body in a smaller coding; packed once. */
  packedAs(packing: Packing): Promise<Buffer> {
    let packed = this.packed.get(packing);
    if (!packed) {
      packed = pack[packing](this.body);
      this.packed.set(packing, packed);
    }
    return packed;
  }

  /** The strong ETag (RFC 9110, 8.8.3); each coding has its own. */
  etag(packing?: Packing): string {
    return packing === undefined ? `"${this.hash}"` : `"${this.hash}-${packing}"`;
  }
}
