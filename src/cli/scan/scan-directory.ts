import { realpath } from 'node:fs/promises';
import { CliError } from '../cli-error.js';
import type { Finding, Findings } from './finding.js';
import { frontMatterOf } from './front-matter.js';
import { nameInTree } from './name-in-tree.js';
import { readHead } from './read-head.js';
import { fieldOf, readYaml, textOf, textsOf } from './read-yaml.js';
import { type TreeFile, TreeWalk } from './walk-tree.js';

/** @throws Error whose message says in a sentence why it cannot be read. */
const findingIn = async ({ path, from, type, home, inHome }: TreeFile): Promise<Finding | undefined> => {
  const text = await readHead(path);
  const fields = path.endsWith('.md') ? frontMatterOf(text) : readYaml(text);
  const pattern = nameInTree(type, home, inHome, textOf(fields, 'name'));
  if (pattern === undefined) return undefined;
  return {
    from,
    pattern,
    pattern_type: type,
    description: textOf(fields, 'description'),
    tags: textsOf(fields, 'tags'),
    version: textOf(fields, 'version') ?? textOf(fieldOf(fields, 'metadata'), 'version') ?? home.version,
  };
};

/**
 * The skills, commands, agents and prompts that lie in a directory.
 * @throws CliError where there is none.
 */
export const scanDirectory = async (directory: string, signal: AbortSignal): Promise<Findings> => {
  const walk = new TreeWalk(signal);
  const found: Finding[] = [];
  try {
    for await (const file of walk.filesOf(await realpath(directory))) {
      try {
        const finding = await findingIn(file);
        if (finding) found.push(finding);
      } catch (error) {
        walk.faults.push({ from: file.from, reason: (error as Error).message });
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new CliError(`${directory} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
  return { found, faults: walk.faults };
};
