import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { runCli } from '../support/cli-process.js';
import { openHttpApp } from '../support/http-app.js';
import { freePort } from '../support/port.js';
import { RunningProgram } from '../support/running.js';
import { markdown, treeOf } from '../support/scans.js';
import { scratchDir } from '../support/scratch.js';

const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const TIMESCALE = join(import.meta.dirname, '../support/timescale-server.js');

let app: NestFastifyApplication;
let server: Record<string, string>;
let store: RunningProgram;
let database: Record<string, string>;
beforeAll(async () => {
  app = await openHttpApp();
  await app.listen(0, '127.0.0.1');
  server = { PATTERN_USAGE_URL: await app.getUrl() };
  const port = await freePort();
  store = await RunningProgram.start(
    process.execPath,
    [TIMESCALE, scratchDir(), String(port), 'one-by-one'],
    port,
  );
  database = {
    DATABASE_URL: `postgres://postgres:secret@127.0.0.1:${port}/postgres`,
    DATABASE_POOL_SIZE: '1',
  };
}, 60_000);
afterAll(async () => {
  await app.close();
  await store.stop();
});

describe.each([
  ['a server', () => server],
  ['a database', () => database],
])('pattern-usage with %s', (_, env) => {
  it('records, sums up and judges', async () => {
    const recorded = await runCli(
      [
        ...['record', '--pattern-id', PATTERN, '--outcome', 'partial_success', '--quality', '0.9'],
        ...['--time-ms', '20', '--context', '{"node_type":"effect"}', '--pattern-name', 'Re\u001b[31mtry'],
      ],
      env(),
    );
    expect(recorded).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(recorded.stdout)).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      pattern_id: PATTERN,
      created_at: expect.stringMatching(/Z$/),
      duplicate: false,
    });
    const usages = [
      { pattern_id: PATTERN, outcome: 'error' },
      { pattern_id: PATTERN, outcome: 'sucess' },
    ];
    const imported = await runCli(
      ['import', '-'],
      env(),
      usages.map((usage) => JSON.stringify(usage)).join('\n'),
    );
    expect(imported.stdout).toMatch(/^2 usages .*: 1 stored, 0 known already, 1 refused\.\n/);
    expect(imported.stdout).toContain('line 2 /outcome: outcome is "sucess"; it must be one of');

    const totals = await runCli(['stats', '--json', '--hours', '2'], env());
    expect(JSON.parse(totals.stdout)).toMatchObject({
      time_range_hours: 2,
      patterns: [{ pattern_id: PATTERN, total_usages: 2, success_count: 1 }],
    });
    const table = await runCli(['stats', '--pattern-id', PATTERN], env());
    // What could move a terminal's cursor is shown, not done.
    expect(table.stdout).toMatch(/Re\uFFFD\[31mtry +7f9c24e5-\S+ +2 +50\.0 % +0\.90 +20 +\S+ +\S+Z\n$/);
    const worth = await runCli(['effectiveness', PATTERN, '--json'], env());
    expect(JSON.parse(worth.stdout)).toMatchObject({ components: { success_rate: 0.5 } });
    const shown = await runCli(['effectiveness', PATTERN], env());
    expect(shown.stdout).toMatch(/recommendation +use_with_caution/);
  }, 60_000);

  it('says in a sentence what is refused', async () => {
    const refused = await runCli(['record', '--pattern-id', 'x', '--outcome', 'success'], env());
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /^pattern_id is "x"; it must be a UUID such as \S+, or left out beside pattern, a name\.\n$/,
    );
    const two = await runCli(
      ['record', '--pattern', 'acme/deploy', '--pattern-id', PATTERN, '--outcome', 'success'],
      env(),
    );
    expect(two).toMatchObject({ code: 1, stderr: expect.stringContaining('which are two patterns') });
  });

  it('registers what exists', async () => {
    const root = treeOf({ 'skills/count/SKILL.md': markdown('name: count\nversion: 1.0') });
    const first = await runCli(['scan', root], env());
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/of which 1 new, .* new +skill +count +1\.0 +skills/s),
    });
    const again = await runCli(['scan', root, '--json'], env());
    expect(JSON.parse(again.stdout)).toMatchObject({ created: 0, unchanged: 1 });
  });

  it('takes a pattern by its name', async () => {
    const recorded = await runCli(['record', '--pattern', 'acme/deploy', '--outcome', 'success'], env());
    // By Python's uuid.uuid5.
    const id = 'da73ff86-3e5f-5f53-b6b9-0c2017835bc4';
    expect(JSON.parse(recorded.stdout)).toMatchObject({ pattern_id: id });
    const totals = await runCli(['stats', '--pattern', 'acme/deploy', '--json'], env());
    expect(JSON.parse(totals.stdout)).toMatchObject({
      patterns: [{ pattern_id: id, pattern_name: 'acme/deploy', total_usages: 1 }],
    });
    const shown = await runCli(['effectiveness', 'acme/deploy'], env());
    expect(shown.stdout).toMatch(/pattern +acme\/deploy\n/);
  });
});

describe('pattern-usage import with a database', () => {
  it('goes on behind a line that the store refuses', async () => {
    const client = new pg.Client(database['DATABASE_URL']);
    await client.connect();
    await client.query(
      `ALTER TABLE pattern_feedback ADD CONSTRAINT no_such_text CHECK (error_message <> 'no such text')`,
    );
    await client.end();
    const lines = Array.from({ length: 300 }, (_, index) => {
      const error_message = index === 122 ? 'no such text' : 'some text';
      return JSON.stringify({ pattern_id: randomUUID(), outcome: 'error', error_message });
    });
    const { code, stdout } = await runCli(['import', '-'], database, lines.join('\n'));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^300 usages .*: 299 stored, 0 known already, 1 refused\./);
    expect(stdout).toMatch(/line 123: The store refuses a value of the usage\.$/m);
  }, 60_000);
});

describe('pattern-usage', () => {
  it.each([
    [[], /^Usage: pattern-usage COMMAND/],
    [['improt'], /^There is no command improt; /],
    [['constructor'], /^There is no command constructor; /],
    [['import'], /^Name one file, or - /],
    [['import', 'a.csv', '--fromat', 'csv'], /^Unknown option '--fromat'\.\n$/],
    [['import', 'a.csv', '--format', 'xml'], /^--format is xml; /],
    [['stats', '--hours', '0'], /^--hours is 0; it must be a whole number from 1 to 87600\.\n$/],
    [['stats', '--url', 'localhost:8053'], /is no address; it must be one such as/],
    [['stats', '--url', 'http://x', '--database-url', 'postgres://x'], /exclude each other/],
    [['stats', '--database-url', 'mysql://x'], /must be postgres:/],
    // Without the password.
    [
      ['stats', '--database-url', 'postgres://u:secret@h:port/x'],
      /^The database’s URL cannot be read as one\.\n$/,
    ],
    [['stats', '--url', 'http://u:secret@h:port'], /^The server’s URL cannot be read as one\.\n$/],
    [['effectiveness'], /^Name one pattern, by its name or its id\.\n$/],
    [
      ['stats', '--pattern', 'a', '--pattern-id', PATTERN],
      /^--pattern and --pattern-id exclude each other\.\n$/,
    ],
    [['record', '--outcome', 'success'], /^--outcome and --pattern or --pattern-id are needed\.\n$/],
    [
      ['record', '--pattern-id', PATTERN, '--outcome', 'success', '--quality', 'good'],
      /^--quality is good; it must be a number\.\n$/,
    ],
    [
      ['record', '--pattern-id', PATTERN, '--outcome', 'success', '--context', '{'],
      /^--context must be a JSON object: /,
    ],
  ])('%j ends with 2 and how it is called', async (args, message) => {
    expect(await runCli(args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });

  it('helps', async () => {
    expect((await runCli(['--help'])).stdout).toMatch(/^Usage: pattern-usage COMMAND/);
    const { code, stdout } = await runCli(['import', '--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('--no-resume')]);
  });

  it('takes the key from a file or the environment, and shows it to the server alone', async () => {
    const keys: unknown[] = [];
    const listener = createServer((request, response) => {
      keys.push(request.headers.authorization);
      response.writeHead(401).end();
    });
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    const file = join(scratchDir(), 'key');
    writeFileSync(file, 'from-file\n');
    const env = { PATTERN_USAGE_URL: url, PATTERN_USAGE_KEY: 'from-environment' };
    const answers = [await runCli(['stats', '--key-file', file], env), await runCli(['stats'], env)];
    listener.close();
    expect(keys).toEqual(['Bearer from-file', 'Bearer from-environment']);
    for (const { code, stderr } of answers) {
      expect(code).toBe(1);
      expect(stderr).toMatch(/answered 401/);
      expect(stderr).not.toMatch(/from-/);
    }
    expect((await runCli(['stats', '--key-file', `${file}.none`])).stderr).toMatch(
      /^The key file cannot be read/,
    );
  });
});
