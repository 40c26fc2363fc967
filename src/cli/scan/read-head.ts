import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Bytes of a file that are read at the most. */
export const MAX_READ_BYTES = 262_144;

/** Neither a link nor a pipe that nothing comes out of; Windows has neither flag. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The end may be within a character. */
const decode = (bytes: Uint8Array): string => {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch (error) {
    throw new Error('It is no text in UTF-8.', { cause: error });
  }
  if (text.includes('\0')) throw new Error('It is no text: it has a NUL in it.');
  return text;
};

/**
 * The beginning of a text file.
 * @param maxBytes of a longer file the rest is left aside.
 * @throws Error whose message says in a sentence why it cannot be read.
 */
export const readHead = async (path: string, maxBytes = MAX_READ_BYTES): Promise<string> => {
  const file = await open(path, FLAGS);
  try {
    const { size } = await file.stat().then((stats) => {
      if (stats.isFile()) return stats;
      throw new Error('It is no file.');
    });
    const bytes = Buffer.alloc(Math.min(size, maxBytes));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return decode(bytes.subarray(0, length));
  } finally {
    await file.close();
  }
};
