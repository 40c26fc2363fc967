import { ZSTDDecoder } from 'zstddec';

const decoder = new ZSTDDecoder();

/**
 * Unpacks a Zstandard frame (RFC 8878) by the reference library as WebAssembly.
 * @param longest bytes that it may unpack to.
 * @throws Error where it is damaged or unpacks to more.
 */
export const unpackZstd = async (packed: Buffer, longest: number): Promise<Buffer> => {
  await decoder.init();
  // Of an error it gives no bytes; a batch has some.
  const unpacked = decoder.decode(packed, longest);
  if (unpacked.length === 0) throw new Error('ZSTD data is damaged, or it unpacks to too much');
  return Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.byteLength);
};
