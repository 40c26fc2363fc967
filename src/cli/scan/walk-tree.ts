import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Fault } from './finding.js';
import { type FoundType, type Home, typeInTree } from './name-in-tree.js';
import { readHead } from './read-head.js';
import { textOf } from './read-yaml.js';

const MAX_DEPTH = 32;
const MAX_ENTRIES = 200_000;
const MAX_FILES = 10_000;
const SKIPPED: readonly string[] = ['.git', 'node_modules'];
const MANIFEST = '.claude-plugin';

export interface TreeFile {
  readonly path: string;
  /** Its path below the directory that is scanned, with slashes. */
  readonly from: string;
  readonly type: FoundType;
  readonly home: Home;
  /** Its path below its home, with slashes. */
  readonly inHome: string;
}

interface Directory {
  readonly path: string;
  readonly from: string;
  readonly depth: number;
  readonly home: Home;
  readonly inHome: string;
}

/** The tree is larger than what is looked at. */
class TooLarge extends Error {}

const below = (parent: string, name: string): string => (parent === '' ? name : `${parent}/${name}`);

const pluginIn = async (path: string, name: string): Promise<Home> => {
  const manifest: unknown = JSON.parse(await readHead(join(path, MANIFEST, 'plugin.json')));
  const version = textOf(manifest, 'version');
  return { kind: 'plugin', name: textOf(manifest, 'name') ?? name, ...(version ? { version } : {}) };
};

/** Finds the files of a tree that may be patterns, by their places alone. Links are not followed. */
export class TreeWalk {
  readonly faults: Fault[] = [];
  private entries = 0;
  private files = 0;

  constructor(private readonly signal: AbortSignal) {}

  /** @returns in the order of their paths. */
  async *filesOf(root: string): AsyncGenerator<TreeFile> {
    const name = basename(root);
    const home: Home = { kind: name.startsWith('.') ? 'agent' : 'other', name };
    try {
      yield* this.walk({ path: root, from: '', depth: 0, home, inHome: '' });
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      this.faults.push({ from: '.', reason: error.message });
    }
  }

  private async *walk(directory: Directory): AsyncGenerator<TreeFile> {
    this.signal.throwIfAborted();
    const { path, from, depth } = directory;
    const entries = await this.read(path, from);
    const own = await this.homeOf(directory, entries);
    if (own === undefined) return;
    const { home, inHome } = own;
    for (const entry of entries) {
      const { name } = entry;
      const file = { path: join(path, name), from: below(from, name), inHome: below(inHome, name) };
      if (entry.isDirectory()) {
        if (SKIPPED.includes(name)) continue;
        if (depth === MAX_DEPTH)
          this.faults.push({ from: file.from, reason: `It lies deeper than ${MAX_DEPTH}.` });
        else yield* this.walk({ ...file, depth: depth + 1, home });
      } else if (entry.isFile()) {
        const type = typeInTree(home, file.inHome);
        if (!type) continue;
        this.files += 1;
        if (this.files > MAX_FILES) throw new TooLarge(`Only the first ${MAX_FILES} patterns are read.`);
        yield { ...file, type, home };
      }
    }
  }

  private async read(path: string, from: string): Promise<Dirent[]> {
    let entries: Dirent[];
    try {
      entries = await readdir(path, { withFileTypes: true });
    } catch (error) {
      if (from === '') throw error;
      this.faults.push({ from, reason: `It cannot be read: ${(error as Error).message}.` });
      return [];
    }
    this.entries += entries.length;
    if (this.entries > MAX_ENTRIES) throw new TooLarge(`Only the first ${MAX_ENTRIES} files are looked at.`);
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** What its files belong to; undefined where it is a plugin whose name cannot be read. */
  private async homeOf(
    { path, from, home, inHome }: Directory,
    entries: readonly Dirent[],
  ): Promise<Pick<Directory, 'home' | 'inHome'> | undefined> {
    const name = basename(path);
    if (entries.some((entry) => entry.isDirectory() && entry.name === MANIFEST)) {
      try {
        return { home: await pluginIn(path, name), inHome: '' };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
          const reason = `The plugin is left out, as its manifest cannot be read: ${(error as Error).message.replace(/\.$/, '')}.`;
          this.faults.push({ from: below(from, `${MANIFEST}/plugin.json`), reason });
          return undefined;
        }
      }
    }
    return name.startsWith('.') && from !== ''
      ? { home: { kind: 'agent', name }, inHome: '' }
      : { home, inHome };
  }
}
