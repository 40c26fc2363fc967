import { cpSync, mkdirSync, openSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runCli } from '../support/cli-process.js';
import { scratchDataDir, scratchDir } from '../support/scratch.js';

const contentOf = (directory: string): unknown[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [
      parentPath,
      name,
      readFileSync(join(parentPath, name)).toString('base64'),
    ]);

describe('pattern-usage doctor', () => {
  it('finds a whole store right, and changes nothing in it', async () => {
    const directory = join(scratchDir(), 'with a space');
    mkdirSync(directory);
    cpSync(scratchDataDir(), directory, { recursive: true });
    const before = contentOf(directory);
    const { code, stdout, stderr } = await runCli(['doctor', directory]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/right {2}tables +all \d{3,} can be read, \d{4,} rows\n/);
    expect(stdout).toMatch(/right {2}rollups +agree with the 0 usages\n/);
    expect(stdout).toMatch(/\nNothing is wrong\.\n$/);
    expect(contentOf(directory)).toEqual(before);
  }, 240_000);

  it('finds a table that cannot be read', async () => {
    const directory = scratchDataDir();
    const base = join(directory, 'timescaledb/base/1');
    // pg_description: nothing needs it to start.
    const lost = readdirSync(base).find((name) => name === '2609')!;
    truncateSync(join(base, lost), 0);
    writeFileSync(join(base, lost), Buffer.alloc(8192, 'x'));
    const { code, stdout } = await runCli(['doctor', directory]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/WRONG {2}tables +pg_description cannot be read: invalid page/);
  }, 240_000);

  it.each([
    ['global/pg_control', /WRONG {2}files +its control file global\/pg_control has 0 bytes/],
    ['PG_VERSION', /WRONG {2}files +PG_VERSION says "" instead of 17/],
  ])('finds an emptied %s', async (name, words) => {
    const directory = scratchDataDir();
    writeFileSync(join(directory, 'timescaledb', name), '');
    const { code, stdout } = await runCli(['doctor'], { DATA_DIR: directory });
    expect(code).toBe(1);
    expect(stdout).toMatch(words);
  });

  it('says that a server runs on it, or that nothing is there', async () => {
    const directory = scratchDataDir();
    const file = openSync(join(directory, 'lock'), 'a+');
    const { tryLock } = createRequire(import.meta.url)('fs-native-extensions') as {
      tryLock: (file: number) => boolean;
    };
    expect(tryLock(file)).toBe(true);
    expect((await runCli(['doctor', directory])).stdout).toMatch(/WRONG {2}lock +a server runs on it \(/);
    expect((await runCli(['doctor', scratchDir()])).stdout).toMatch(/there is no database in/);
    expect((await runCli(['doctor', 'a', 'b'])).code).toBe(2);
    expect((await runCli(['doctor', '--help'])).stdout).toMatch(/^Usage: pattern-usage doctor/);
  });
});
