import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { scratchDataDir } from '../support/scratch.js';

const PSQL = join(import.meta.dirname, '../../dist/tools/psql.js');

const psql = (
  args: readonly string[],
  input = '',
): { stdout: string; stderr: string; status: number | null } =>
  spawnSync(process.execPath, [PSQL, ...args], {
    // Without psql itself on the path.
    env: { PATH: '', DATA_DIR: scratchDataDir() },
    input,
    encoding: 'utf8',
  });

describe('npm run psql', () => {
  it('runs a statement on the embedded store', () => {
    const { stdout, status } = psql(['SELECT count(*) AS usages, NULL AS nothing FROM pattern_feedback']);
    expect([status, stdout.split('\n').map((line) => line.trim())]).toEqual([
      0,
      ['usages  nothing', '──────  ───────', '0', ''],
    ]);
  });

  it('reads statements of several lines, and says what is wrong with one', () => {
    const { stdout, stderr, status } = psql(
      [],
      'SELECT\n  7 AS seven;\nSELECT nonsense;\nSELECT 8 AS eight;\n',
    );
    expect(stdout).toMatch(/seven[^]*7[^]*eight[^]*8/);
    expect([status, stderr.trim()]).toEqual([1, 'column "nonsense" does not exist']);
  });
});
