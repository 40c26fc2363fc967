import { posix } from 'node:path';

/**
 * The directory that says what the files under it are: a plugin, a directory of an agent such as .claude,
 * or the one that is scanned.
 */
export interface Home {
  readonly kind: 'plugin' | 'agent' | 'other';
  /** The plugin's name, or the directory's. */
  readonly name: string;
  /** The plugin's version. */
  readonly version?: string;
}

export type FoundType = 'skill' | 'command' | 'agent' | 'prompt';

const TYPES: Readonly<Record<string, FoundType>> = {
  commands: 'command',
  agents: 'agent',
  prompts: 'prompt',
};
const PROMPT = /\.prompt\.(md|ya?ml)$/;

/**
 * What a file is by its place.
 * @param path its path below its home, with slashes.
 */
export const typeInTree = (home: Home, path: string): FoundType | undefined => {
  const name = posix.basename(path);
  if (name === 'SKILL.md') return 'skill';
  if (PROMPT.test(name)) return 'prompt';
  if (home.kind === 'other' || !name.endsWith('.md')) return undefined;
  const [directory, ...rest] = path.split('/');
  return rest.length > 0 ? TYPES[directory!] : undefined;
};

const skillName = (home: Home, path: string, said: string | undefined): string => {
  const directory = posix.dirname(path);
  if (directory === '.') return said ?? home.name;
  const byPlace = home.kind === 'plugin' || (home.kind === 'agent' && home.name === '.claude');
  return (byPlace ? undefined : said) ?? posix.basename(directory);
};

/** The parts of a name below a home's own directory, such as `a` and `b` of commands/a/b.md. */
const partsOf = (path: string): string[] =>
  path
    .replace(/(\.agent|\.prompt)?\.(md|ya?ml)$/, '')
    .split('/')
    .slice(1);

const agentName = (home: Home, path: string, said: string | undefined): string | undefined => {
  const parts = partsOf(path);
  if (home.kind === 'plugin') return [...parts.slice(0, -1), said ?? parts.at(-1)!].join(':');
  // What has no name lies there as documentation.
  return said ?? (path.endsWith('.agent.md') ? parts.at(-1) : undefined);
};

const ownName = (type: FoundType, home: Home, path: string, said: string | undefined): string | undefined => {
  if (type === 'skill') return skillName(home, path, said);
  if (type === 'command') return partsOf(path).join(':');
  if (type === 'agent') return agentName(home, path, said);
  return said ?? posix.basename(path).replace(PROMPT, '').replace(/\.md$/, '');
};

/**
 * The name under which telemetry reports what a file is (ADR 61).
 * @param said the name in its front matter.
 * @returns undefined where it is nothing that has a name.
 */
export const nameInTree = (
  type: FoundType,
  home: Home,
  path: string,
  said: string | undefined,
): string | undefined => {
  const name = ownName(type, home, path, said);
  return name !== undefined && home.kind === 'plugin' ? `${home.name}:${name}` : name;
};
