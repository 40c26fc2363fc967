import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';

/** Less than PostgreSQL needs for a checkpoint and the log of what arrives during it. */
const MIN_BYTES = 16 * 2 ** 20;

/** What keeps a directory that can be read from being written to, as a sentence; undefined where it can. */
export const roomFault = async (directory: string): Promise<string | undefined> => {
  try {
    await access(directory, constants.W_OK);
  } catch (error) {
    return `${directory} cannot be written: ${(error as Error).message}.`;
  }
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  if (free >= MIN_BYTES) return undefined;
  return `The disk of ${directory} is full (${Math.floor(free / 2 ** 20)} MiB are free): make room on it, at least ${MIN_BYTES / 2 ** 20} MiB.`;
};
