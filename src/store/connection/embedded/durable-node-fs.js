// @ts-check
import { fsyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { syncOne } from './sync-tree.js';

/** How PostgreSQL's log names what it cannot go on after. */
const LAST_WORDS = /\b(?:PANIC|FATAL): +(.*)/;

/**
 * PGlite's files in a directory, with two things its own class leaves out: what PostgreSQL syncs
 * reaches the disk, and what it says before it ends is kept.
 */
export class DurableNodeFs extends NodeFS {
  /** @type {string | undefined} */
  lastWords;

  /**
   * @override
   * @param {Parameters<NodeFS['init']>[0]} database
   * @param {Parameters<NodeFS['init']>[1]} options
   * @returns {ReturnType<NodeFS['init']>}
   */
  init(database, options) {
    return super.init(database, {
      ...options,
      printErr: (/** @type {string} */ line) =>
        (this.lastWords = LAST_WORDS.exec(line)?.[1] ?? this.lastWords),
      preRun: [...(options.preRun ?? []), addFsync],
    });
  }
}

/** @param {any} module Emscripten's; its file system for Node.js has no fsync and calls that a success. */
const addFsync = (module) => {
  const files = module.FS.filesystems.NODEFS;
  files.stream_ops.fsync = (/** @type {{ nfd?: number, node: unknown }} */ { nfd, node }) =>
    files.tryFSOperation(() => {
      if (nfd !== undefined) fsyncSync(nfd);
      else if (process.platform !== 'win32') syncOne(files.realPath(node));
      return 0;
    });
};
