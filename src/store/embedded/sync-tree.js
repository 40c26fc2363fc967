// @ts-check
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param {string} path */
const sync = (path) => {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/**
 * Has everything in a directory on the disk before it is used.
 * @param {string} directory
 */
export const syncTree = (directory) => {
  // Windows syncs no file that is open for reading only.
  if (process.platform === 'win32') return;
  for (const entry of readdirSync(directory, { recursive: true })) sync(join(directory, String(entry)));
  sync(directory);
  sync(dirname(directory));
};
