// @ts-check
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Has a file or directory itself on the disk. Windows syncs nothing that is open for reading only.
 * @param {string} path
 */
export const syncOne = (path) => {
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
  if (process.platform === 'win32') return;
  for (const entry of readdirSync(directory, { recursive: true })) syncOne(join(directory, String(entry)));
  syncOne(directory);
  syncOne(dirname(directory));
};
