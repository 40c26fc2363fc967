import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Variable } from '../src/config/variable.js';
import { variables } from '../src/config/variables.js';

const root = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
]
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const textOf = (path: string): string => pages.find((page) => page.path === path)!.text;

/** A table's row as a list of its cells, whatever the spaces that formatting put in. */
const cells = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());

const defaultOf = ({ fallback }: Variable<unknown>): string => {
  const isUnset = fallback === undefined || (Array.isArray(fallback) && fallback.length === 0);
  return isUnset ? 'unset' : `\`${JSON.stringify(fallback).replaceAll('"', '')}\``;
};

describe('docs/configure.md', () => {
  it('has a row for every environment variable, and no other', () => {
    const rows = textOf('docs/configure.md')
      .split('\n')
      .filter((line) => /^\| `[A-Z_]+` /.test(line))
      .map(cells);
    const expected = Object.entries<Variable<unknown>>(variables).map(([name, variable]) => [
      `\`${name}\``,
      defaultOf(variable),
      variable.allowed,
      variable.about,
    ]);
    expect(rows.map((row) => row.map((cell) => cell.replaceAll('\\*', '*')))).toEqual(
      expected.map((row) => row.map((cell) => cell.replaceAll('\\*', '*'))),
    );
  });
});

describe('README.md', () => {
  it('is short, and leads to every page of the documentation', () => {
    const readme = textOf('README.md');
    expect(Buffer.byteLength(readme)).toBeLessThan(15_000);
    const linked = [...readme.matchAll(/\]\((docs\/\w+\.md)\)/g)].map((match) => match[1]!);
    const all = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/'));
    expect([...new Set(linked)].sort()).toEqual(all.sort());
  });
});

describe.each(pages)('$path', ({ path, text }) => {
  it('names only commands that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [, script] of text.matchAll(/npm run ([\w:]+)/g))
      expect(Object.keys(scripts)).toContain(script);
  });

  it('links only to files and headings that are there', () => {
    for (const [, link] of text.matchAll(/\]\(((?!https?:)[^)]+)\)/g)) {
      const [file, heading] = link!.split('#');
      const target = file === '' ? path : join(dirname(path), file!);
      expect(() => statSync(join(root, target))).not.toThrow();
      if (heading === undefined) continue;
      const headings = [...readFileSync(join(root, target), 'utf8').matchAll(/^#+ (.+)$/gm)].map(
        ([, title]) =>
          title!
            .toLowerCase()
            .replace(/[^\w\- ]/g, '')
            .replaceAll(' ', '-'),
      );
      expect(headings).toContain(heading);
    }
  });
});
