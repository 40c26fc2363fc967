import { promisify } from 'node:util';
import { unzip } from 'node:zlib';

const decompress = promisify(unzip);

/**
 * Decompresses gzip.
 * @param longest bytes that it may decompress to.
 * @throws Error where it is damaged or decompresses to more.
 */
export const decompressGzip = async (compressed: Buffer, longest: number): Promise<Buffer> =>
  decompress(compressed, { maxOutputLength: longest });
