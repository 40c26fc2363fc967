import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..');

/** Paths of what npm would publish, as it stands after a build. */
const packed = (): string[] => {
  const answer = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [tarball] = Object.values(JSON.parse(answer) as Record<string, { files: { path: string }[] }>);
  return tarball!.files.map(({ path }) => path);
};

describe('the tarball', () => {
  const paths = packed();

  it('has the server, the command, the clients and the page', () => {
    expect(paths).toEqual(
      expect.arrayContaining([
        'bin/pattern-usage.js',
        'dist/src/main.js',
        'dist/src/index.d.ts',
        'dist/src/client/index.d.ts',
        'dashboard/dist/index.html',
        'README.md',
        'LICENSE',
      ]),
    );
  });

  it('has every file that the sources hold beside TypeScript, and nothing that is there for development', () => {
    const plain = ['src', 'db'].flatMap((directory) =>
      readdirSync(join(ROOT, directory), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))
        .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
    );
    expect(plain.length).toBeGreaterThan(0);
    expect(paths).toEqual(expect.arrayContaining(plain.map((path) => `dist/${path}`)));
    expect(paths.filter((path) => /\.spec\.|^(dist\/)?(bench|test|tools)\/|tsbuildinfo/.test(path))).toEqual(
      [],
    );
  });

  it('points at no source map: the sources are not in it', () => {
    const pointing = paths
      .filter((path) => /\.(js|mjs|css|d\.ts)$/.test(path))
      .filter((path) => /^\/[/*][#@] sourceMappingURL=/m.test(readFileSync(join(ROOT, path), 'utf8')));
    expect([...paths.filter((path) => path.endsWith('.map')), ...pointing]).toEqual([]);
  });
});
