import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { effectiveness } from '../../src/cli/commands/effectiveness.command.js';
import { importFile } from '../../src/cli/commands/import.command.js';
import { record } from '../../src/cli/commands/record.command.js';
import { stats } from '../../src/cli/commands/stats.command.js';
import { help } from '../../src/cli/help.js';
import { openHttpApp } from '../support/http-app.js';
import { scratchDir } from '../support/scratch.js';

let app: NestFastifyApplication;
let url: string;
beforeAll(async () => {
  app = await openHttpApp();
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

/** What a command wrote; the commands themselves run in this process. */
let output = '';
beforeEach(() => {
  output = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const file = (name: string, content: string | Buffer): string => {
  const path = join(scratchDir(), name);
  writeFileSync(path, content);
  return path;
};

const linesOf = (pattern: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) =>
    JSON.stringify({
      id: randomUUID(),
      created_at: new Date(Date.now() - at * 1000).toISOString(),
      pattern_id: pattern,
      outcome: at % 4 === 0 ? 'failure' : 'success',
      quality_score: 0.5,
    }),
  );

interface Totals {
  readonly patterns: readonly { readonly total_usages: number; readonly success_count: number }[];
}
const totalsOf = async (pattern: string): Promise<Totals['patterns']> => {
  output = '';
  expect(await stats(['--url', url, '--pattern-id', pattern, '--json'])).toBe(0);
  return (JSON.parse(output) as Totals).patterns;
};

describe('import', () => {
  it('counts each line of a file once, whether it is compressed or imported again', async () => {
    const pattern = randomUUID();
    const lines = linesOf(pattern, 2500);
    const plain = file('usages.ndjson', `${lines.join('\n')}\n`);
    const compressed = file('usages.ndjson.gz', gzipSync(lines.join('\n')));
    expect(await importFile([plain, '--url', url])).toBe(0);
    expect(output).toMatch(/^2500 usages read in [\d.]+ s: 2500 stored, 0 known already, 0 refused\.\n$/);
    output = '';
    expect(await importFile([compressed, '--url', url, '--no-resume'])).toBe(0);
    expect(output).toContain('0 stored, 2500 known already');
    expect(await totalsOf(pattern)).toMatchObject([{ total_usages: 2500, success_count: 1875 }]);
    expect(existsSync(`${plain}.pattern-usage-import.json`)).toBe(false);
  });

  it('takes CSV, says which lines it refused, and keeps them', async () => {
    const pattern = randomUUID();
    const path = file(
      'usages.csv',
      [
        'pattern_id,outcome,quality_score,context.team,error_message',
        `${pattern},success,0.75,"a, b",`,
        `${pattern},sucess,,,`,
        `${pattern},failure,,,"said ""no"""`,
      ].join('\r\n'),
    );
    const refused = join(scratchDir(), 'refused.ndjson');
    expect(await importFile([path, '--url', url, '--refused', refused])).toBe(1);
    expect(output).toContain('3 usages read');
    expect(output).toContain('2 stored, 0 known already, 1 refused');
    expect(output).toContain('line 3 /outcome: outcome is "sucess"');
    expect(output).toContain('3 had neither id nor created_at');
    expect(readFileSync(refused, 'utf8')).toContain('sucess');
    expect(await totalsOf(pattern)).toMatchObject([{ total_usages: 2, success_count: 1 }]);
  });

  it('refuses a pattern without an id', async () => {
    const lines = [{ name: 'no id' }, { id: 'no-uuid' }].map((pattern) => ({ kind: 'pattern', ...pattern }));
    const patterns = file('patterns.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'));
    expect(await importFile([patterns, '--url', url])).toBe(1);
    expect(output).toContain('line 1 /id: id is missing; it must be a UUID');
    expect(output).toContain('line 2 /id: id is "no-uuid"; it must be a UUID');
  });

  it.each([
    [[], 'Name one file'],
    [['a.txt', '--url', 'http://localhost:1'], '--format ndjson or csv does'],
    [['a.csv', '--format', 'xml'], '--format is xml'],
    [['a.csv', '--nonsense'], 'nonsense'],
    [['a.csv', '--url', 'nowhere'], 'URL cannot be read as one'],
    [['a.csv', '--url', 'http://a', '--database-url', 'postgres://b/c'], 'exclude each other'],
    [['a.csv', '--database-url', 'mysql://b/c'], 'must be postgres://'],
    [['a.csv', '--key-file', '/nowhere/key'], 'key file cannot be read'],
    [['/nowhere/a.csv', '--url', 'http://localhost:1'], '/nowhere/a.csv'],
  ])('refuses %j with a sentence', async (args, sentence) => {
    await expect(importFile(args)).rejects.toThrow(sentence);
  });
});

describe('record, stats and effectiveness', () => {
  it('agree on what was recorded', async () => {
    const pattern = randomUUID();
    const args = ['--pattern-id', pattern, '--outcome', 'success', '--quality', '0.8', '--time-ms', '20'];
    expect(await record([...args, '--context', '{"team":"search"}', '--url', url])).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ pattern_id: pattern, duplicate: false });
    output = '';
    expect(await stats(['--url', url, '--pattern-id', pattern])).toBe(0);
    expect(output).toContain('100.0 %');
    output = '';
    expect(await effectiveness([pattern, '--url', url, '--json'])).toBe(0);
    // 0.5 × 1 + 0.3 × 0.8 + 0.2 × 1/100
    expect(JSON.parse(output)).toMatchObject({ effectiveness_score: 0.742 });
    output = '';
    expect(await effectiveness([pattern, '--url', url])).toBe(0);
    expect(output).toContain('use_with_caution');
  });

  it('say what is wrong with a usage', async () => {
    const wrong = record(['--pattern-id', 'x', '--outcome', 'success', '--url', url]);
    await expect(wrong).rejects.toThrow('UUID');
    await expect(stats(['--hours', '0', '--url', url])).rejects.toThrow('hours');
    for (const text of Object.values(help)) expect(text).toContain('pattern-usage');
  });
});
