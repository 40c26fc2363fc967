import { ZSTDDecoder } from 'zstddec';

const decoder = new ZSTDDecoder();

/**
 * Decompresses a Zstandard frame (RFC 8878) by the reference library as WebAssembly.
 * @param longest bytes that it may decompress to.
 * @throws Error where it is damaged or decompresses to more.
 */
export const decompressZstd = async (compressed: Buffer, longest: number): Promise<Buffer> => {
  await decoder.init();
  // Of an error it gives no bytes; a batch has some.
  const decompressed = decoder.decode(compressed, longest);
  if (decompressed.length === 0) throw new Error('ZSTD data is damaged, or it unpacks to too much');
  return Buffer.from(decompressed.buffer, decompressed.byteOffset, decompressed.byteLength);
};
