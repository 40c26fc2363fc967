import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { type CliProcess, runCli, startCli } from '../support/cli-process.js';
import { freePort } from '../support/port.js';
import { scratchDataDir, scratchDir } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { totalUsages } from '../support/total-usages.js';

const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const LINES = 20_000;

const directory = scratchDir();
const write = (name: string, content: string | Buffer): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

let server: ServerProcess;
let env: Record<string, string>;
let url: string;
const startServer = async (): Promise<void> => {
  env = { DATA_DIR: scratchDataDir(), PORT: String(await freePort()) };
  server = ServerProcess.spawn(env);
  url = await server.listening();
};
const stopServer = (): Promise<unknown> => server.kill('SIGKILL');

/** Waits until an import has noted so many lines. */
const untilRead = async (file: string, count: number): Promise<void> => {
  for (;;) {
    const path = `${file}.pattern-usage-import.json`;
    if (existsSync(path)) {
      const { report } = JSON.parse(readFileSync(path, 'utf8')) as { report: { read: number } };
      if (report.read >= count) return;
    }
    await sleep(2);
  }
};

const time = (second: number): string => new Date(Date.UTC(2026, 2, 1) + second * 1000).toISOString();

/** Every kind of line that counts: with an id and a time, with either, with none; some that do not. */
const kinds: readonly ((index: number) => Readonly<Record<string, string>>)[] = [
  () => ({ id: uuidV7() }),
  (index) => ({ id: `aaaaaaaa-0000-4000-8000-${String(index).padStart(12, '0')}`, created_at: time(index) }),
  (index) => ({ created_at: time(index % 100) }),
  () => ({}),
];
const isFaulty = (index: number): boolean => index % 4999 === 0;
const usages = Array.from({ length: LINES }, (_, index) => ({
  pattern_id: PATTERN,
  outcome: isFaulty(index) ? 'sucess' : 'success',
  error_message: `of "${index}",\nor so`,
  ...kinds[index % kinds.length]!(index),
}));
const faultyIndexes = usages.flatMap((_, index) => (isFaulty(index) ? [index] : []));

const ndjson = usages.map((usage) => JSON.stringify(usage)).join('\n');
const COLUMNS = ['pattern_id', 'outcome', 'id', 'created_at', 'error_message'] as const;
const csv = [
  COLUMNS.join(','),
  ...usages.map((usage: Partial<Record<string, string>>) =>
    COLUMNS.map((column) => `"${(usage[column] ?? '').replaceAll('"', '""')}"`).join(','),
  ),
].join('\r\n');

describe('a large import', () => {
  beforeEach(startServer);
  afterEach(stopServer);

  it.each([
    ['NDJSON', 'usages.ndjson', Buffer.from(ndjson), (index: number) => index + 1],
    // A header, and two lines for each row.
    ['compressed CSV', 'usages.csv.gz', gzipSync(csv), (index: number) => 2 + 2 * index],
  ])(
    'killed over and over, stores every line of %s once and tells every refusal once',
    async (_, name, content, lineOf) => {
      const file = write(name, content);
      const refused = join(directory, `${name}.refused`);
      const args = ['import', file, '--url', url, '--refused', refused];
      for (const count of [1000, 5000, 10_000]) {
        const importing = startCli(args);
        await untilRead(file, count);
        importing.child.kill('SIGKILL');
        await importing.ended;
      }
      const before = await totalUsages(url);
      expect(before).toBeLessThan(LINES - faultyIndexes.length);
      const { code, stdout } = await runCli(args);
      expect(await totalUsages(url)).toBe(LINES - faultyIndexes.length);
      expect(code).toBe(1);
      expect(stdout).toMatch(new RegExp(`^${LINES} usages read .*, ${faultyIndexes.length} refused\\.\\n`));
      expect(stdout).toMatch(/\d+ of them by the import that was interrupted\./);
      expect(stdout).toContain(
        `line ${lineOf(4999)} /outcome: outcome is "sucess"; it must be one of success, failure, partial_success, error, unknown.`,
      );
      const told = readFileSync(refused, 'utf8').trimEnd().split('\n');
      expect(told.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual(
        faultyIndexes.map(lineOf),
      );
      expect(existsSync(`${file}.pattern-usage-import.json`)).toBe(false);
    },
    120_000,
  );

  it('goes on while the server is killed and started again', async () => {
    const file = write('restart.ndjson', ndjson);
    const importing = startCli(['import', file, '--url', url]);
    for (const count of [2000, 8000]) {
      await untilRead(file, count);
      await server.kill('SIGKILL');
      server = ServerProcess.spawn(env);
      await server.listening();
    }
    const { stdout } = await importing.ended;
    expect(stdout).toContain(`${faultyIndexes.length} refused`);
    expect(await totalUsages(url)).toBe(LINES - faultyIndexes.length);
  }, 120_000);
});

describe('pattern-usage import', () => {
  beforeAll(startServer);
  afterAll(stopServer);

  it('counts a file again only where it says so, and one that has grown only by what is new', async () => {
    const lines = Array.from({ length: 5 }, (_, index) =>
      JSON.stringify({ pattern_id: PATTERN, outcome: 'error', created_at: time(index % 2) }),
    );
    const first = await runCli(['import', '-', '--url', url], {}, lines.slice(0, 3).join('\r\n'));
    expect(first).toMatchObject({ code: 0, stderr: `Into ${url}\n` });
    expect(first.stdout).toMatch(/^3 usages read in \d+\.\d s: 3 stored, 0 known already, 0 refused\.\n$/);
    const again = await runCli(['import', '-', '--url', url], {}, gzipSync(lines.join('\n')));
    expect(again.stdout).toContain('2 stored, 3 known already');
    const untimed = await runCli(
      ['import', '-', '--url', url, '--format', 'csv'],
      {},
      `pattern_id,outcome\n${PATTERN},success\n`,
    );
    expect(untimed.stdout).toContain('1 had neither id nor created_at');
  });

  it('says what is refused and where, whatever it is', async () => {
    const before = await totalUsages(url);
    const good = JSON.stringify({ pattern_id: PATTERN, outcome: 'success' });
    const file = write(
      'faulty.jsonl',
      [`\uFEFF${good}`, '{"cut', '', '[]', 'x'.repeat(1_100_000), good].join('\n'),
    );
    const { code, stdout } = await runCli(['import', file, '--url', url]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^5 usages .*: 2 stored, 0 known already, 3 refused\./);
    expect(stdout).toMatch(/line 2: Line 2 is not valid JSON: /);
    expect(stdout).toMatch(/line 4: .+\.$/m);
    expect(stdout).toMatch(/line 5: The usage is too long; it must be at most 1048576 bytes\./);
    expect((await totalUsages(url)) - before).toBe(2);
  });

  it('stores a line whose keys are those of every object, as from any other source', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => {
      const context = index === 1234 ? '{"__proto__":{}}' : '{}';
      return `{"pattern_id":"${PATTERN}","outcome":"success","context":${context}}`;
    });
    const file = write('refused-whole.ndjson', lines.join('\n'));
    const { code, stdout } = await runCli(['import', file, '--url', url]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^3000 usages .*: 3000 stored, 0 known already, 0 refused\./);
  });

  it('notes nothing where it read nothing, and is then not held up by the note', async () => {
    const file = write('header.csv', `pattern_id,outcom\n${PATTERN},success\n`);
    const wrong = await runCli(['import', file, '--url', url]);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(existsSync(`${file}.pattern-usage-import.json`)).toBe(false);
    write('header.csv', `pattern_id,outcome\n${PATTERN},success\n`);
    const right = await runCli(['import', file, '--url', url]);
    expect(right.stdout).toMatch(/^1 usages read .*: 1 stored/);
  });

  it('says first where it writes, whoever says where', async () => {
    const nowhere = await runCli(['import', '-'], { PATTERN_USAGE_URL: url }, 'x');
    expect(nowhere.stderr).toBe(`Into ${url}\n`);
  });

  it('tells bytes that are not UTF-8 instead of garbling them', async () => {
    const rows = [
      'pattern_id,outcome,pattern_name,context.place',
      `${PATTERN},success,Caf\xe9,caf`,
      `${PATTERN},success,cafe,K\xf6ln`,
    ];
    const file = write('windows-1252.csv', Buffer.from(`${rows.join('\r\n')}\r\n`, 'latin1'));
    const { code, stdout } = await runCli(['import', file, '--url', url]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^2 usages .*: 0 stored, 0 known already, 2 refused\./);
    expect(stdout).toMatch(/line 2 \/pattern_name: A text contains bytes that are not UTF-8/);
    expect(stdout).toMatch(/line 3 \/context\/place: A text contains bytes that are not UTF-8/);
    const text = `${rows.join('\n')}\n`;
    for (const [name, content] of [
      ['utf-8.csv', Buffer.from(text)],
      ['bom.csv', Buffer.from(`\uFEFF${text}`)],
    ] as const) {
      const right = await runCli(['import', write(name, content), '--url', url]);
      expect(right.stdout).toMatch(/^2 usages .*: 2 stored/);
    }
    const names = await fetch(`${url}/api/pattern-analytics/patterns/${PATTERN}`);
    expect(await names.json()).toMatchObject({ name: 'cafe' });
    const utf16 = write('utf-16.csv', Buffer.from(`\uFEFF${text}`, 'utf16le'));
    const refused = await runCli(['import', utf16, '--url', url]);
    expect(refused.stderr).toBe('The file cannot be read. It is in UTF-16; it must be in UTF-8.\n');
  });

  it('does not go on with another file, into another place, or from a damaged note', async () => {
    const file = write('moved.ndjson', ndjson);
    const importing: CliProcess = startCli(['import', file, '--url', url]);
    await untilRead(file, 1000);
    importing.child.kill('SIGKILL');
    await importing.ended;
    const elsewhere = await runCli(['import', file, '--url', 'http://127.0.0.1:1']);
    expect(elsewhere).toMatchObject({ code: 1, stdout: '' });
    expect(elsewhere.stderr).toMatch(/is of an interrupted import into http.*; --no-resume starts over\.\n$/);
    write('moved.ndjson', `${ndjson.slice(0, 10)} ${ndjson.slice(10)}`);
    const changed = await runCli(['import', file, '--url', url]);
    expect(changed.stderr).toMatch(/of other content; --no-resume starts over/);
    write('moved.ndjson.pattern-usage-import.json', '{');
    const damaged = await runCli(['import', file, '--url', url]);
    expect(damaged.stderr).toMatch(/and damaged; --no-resume starts over/);
    write('moved.ndjson', JSON.stringify({ pattern_id: PATTERN, outcome: 'success' }));
    const over = await runCli(['import', file, '--url', url, '--no-resume']);
    expect(over.stdout).toContain('1 stored');
  }, 60_000);

  it.each([
    ['none.ndjson', undefined, 1, /cannot be read: ENOENT/],
    ['damaged.ndjson.gz', 'no gzip', 1, /cannot be read to its end: incorrect header check/],
    ['cut.ndjson.gz', gzipSync('{}\n'.repeat(1000)).subarray(0, 30), 1, /unexpected end of file/],
    ['what.txt', 'a', 2, /--format ndjson or csv does/],
    ['unknown.csv', 'pattern_id,outcom\n1,2', 1, /The column "outcom" is none of a usage/],
    ['twice.csv', 'pattern_id,pattern_id\n1,2', 1, /"pattern_id" is there twice/],
  ])('ends at %s with a sentence', async (name, content, code, message) => {
    const file = content === undefined ? join(directory, name) : write(name, content);
    const result = await runCli(['import', file, '--url', url]);
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
