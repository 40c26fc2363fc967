import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { ProblemError } from '../common/problem/problem.js';

/** Zstandard came with Node.js 22.15. */
const { createZstdDecompress } = zlib as unknown as {
  createZstdDecompress?: (options: { params: Record<number, number> }) => Transform;
};
/** Of a frame's window, which the decoder keeps: 8 MiB, as RFC 8878 (3.1.1.1.2) advises. */
const ZSTD_WINDOW_LOG_MAX = 100;
const MAX_WINDOW_LOG = 23;

const DECODERS: Readonly<Record<string, (() => Transform) | undefined>> = {
  gzip: () => zlib.createGunzip(),
  br: () => zlib.createBrotliDecompress(),
  zstd:
    createZstdDecompress &&
    (() => createZstdDecompress({ params: { [ZSTD_WINDOW_LOG_MAX]: MAX_WINDOW_LOG } })),
  deflate: () => zlib.createInflate(),
};
const NAMES = new Intl.ListFormat('en', { type: 'disjunction' }).format(Object.keys(DECODERS));

/**
 * What decompresses a body of that Content-Encoding (RFC 9110, 8.4: names in any case, x-gzip is gzip, no
 * coding more than once).
 * @returns undefined where nothing has to be decompressed.
 * @throws ProblemError where it is another coding, or several.
 */
export const decoderFor = (contentEncoding: string | undefined): Transform | undefined => {
  if (contentEncoding === undefined) return undefined;
  const codings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const [coding, ...more] = codings;
  if (coding === undefined) return undefined;
  const name = coding === 'x-gzip' ? 'gzip' : coding;
  const create = more.length === 0 && Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
  if (create) return create();
  throw new ProblemError(
    'unsupported-media-type',
    `The content encoding is ${contentEncoding.slice(0, 64)}; it must be ${NAMES}, as far as this Node.js has it.`,
  );
};
