import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Variable, variables } from '../src/config/variables.js';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

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

describe('README.md', () => {
  it('has a row for every environment variable, and no other', () => {
    const rows = readme
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

  it('names only commands and files that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1]!);
    expect(named.length).toBeGreaterThan(3);
    for (const script of named) expect(Object.keys(scripts)).toContain(script);
    for (const [, path] of readme.matchAll(/\]\(((?!http)[^)#]+)\)/g)) {
      expect(() => readFileSync(join(root, path!, path!.includes('.') ? '' : '.'))).not.toThrow(/ENOENT/);
    }
  });
});
