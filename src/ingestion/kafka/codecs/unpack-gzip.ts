import { promisify } from 'node:util';
import { unzip } from 'node:zlib';

const unpack = promisify(unzip);

/**
 * Unpacks gzip.
 * @param longest bytes that it may unpack to.
 * @throws Error where it is damaged or unpacks to more.
 */
export const unpackGzip = async (packed: Buffer, longest: number): Promise<Buffer> =>
  unpack(packed, { maxOutputLength: longest });
