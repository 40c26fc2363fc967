import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type LoadReport, loadUsages } from '../../src/cli/load-usages.js';
import { UsageClient } from '../../src/cli/usage-client.js';
import { openHttpApp } from '../support/http-app.js';
import { freePort } from '../support/port.js';
import { scratchDataDir, scratchDir } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';

const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const LOAD = join(import.meta.dirname, '../../dist/src/cli/load.js');
const run = promisify(execFile);

let app: NestFastifyApplication;
let url: string;
beforeAll(async () => {
  app = await openHttpApp({ BODY_LIMIT_BYTES: 20_000 });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

const directory = scratchDir();
const write = (name: string, content: string | Buffer): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};
const usage = (second: number, more: object = {}): string =>
  JSON.stringify({
    pattern_id: PATTERN,
    outcome: 'success',
    created_at: new Date(Date.UTC(2026, 2, 1, 12, 0, second)).toISOString(),
    ...more,
  });
const load = (path: string): Promise<LoadReport> =>
  loadUsages(path, new UsageClient(`${url}/`, []), () => undefined);

describe('loading a file', () => {
  it('sends lines without an id so that a second run counts none twice, equal lines included', async () => {
    const path = write('no-ids.ndjson', `${usage(1)}\n${usage(1)}\r\n\n${usage(2)}`);
    expect(await load(path)).toMatchObject({ read: 3, stored: 3, duplicates: 0, refused: 0 });
    expect(await load(path)).toMatchObject({ read: 3, stored: 0, duplicates: 3, refused: 0 });
  });

  it('reports what is refused by its line, and stores the rest', async () => {
    const path = write(
      'faulty.ndjson',
      [
        usage(10),
        '{"cut',
        usage(11, { outcome: 'sucess' }),
        '[]',
        JSON.stringify({ pattern_id: PATTERN, outcome: 'success' }),
        '',
        usage(12, { context: { text: 'x'.repeat(30_000) } }),
        usage(13),
      ].join('\n'),
    );
    const report = await load(path);
    expect(report).toMatchObject({ read: 7, stored: 2, refused: 5 });
    expect(Object.fromEntries(report.refusals.map(({ line, message }) => [line, message]))).toEqual({
      2: expect.stringMatching(/^not JSON: /),
      3: 'outcome is "sucess"; it must be one of success, failure, partial_success, error.',
      4: 'not a JSON object',
      5: 'neither id nor created_at: loading it again would count it again',
      7: 'larger than the server takes',
    });
  });

  it('splits what is too large for one request', async () => {
    const lines = Array.from({ length: 400 }, (_, index) => usage(100 + index));
    const path = write('large.ndjson.gz', gzipSync(lines.join('\n')));
    expect(await load(path)).toMatchObject({ read: 400, stored: 400, refused: 0 });
  });

  it('takes an empty file, and fails on none and on a damaged one', async () => {
    expect(await load(write('empty.ndjson', ''))).toMatchObject({ read: 0, stored: 0 });
    await expect(load(join(directory, 'none.ndjson'))).rejects.toThrow(/ENOENT/);
    await expect(load(write('damaged.ndjson.gz', 'no gzip'))).rejects.toThrow(/header/);
    const cut = gzipSync(usage(1).repeat(100)).subarray(0, 60);
    await expect(load(write('cut.ndjson.gz', cut))).rejects.toThrow(/unexpected end/);
  });
});

describe('a server that does not answer', () => {
  it('is tried again while it is away', async () => {
    const port = await freePort();
    const path = write('away.ndjson', Array.from({ length: 20 }, (_, index) => usage(index)).join('\n'));
    const client = new UsageClient(
      `http://127.0.0.1:${port}`,
      Array.from({ length: 60 }, () => 250),
    );
    const loading = loadUsages(path, client, () => undefined);
    await sleep(300);
    const server = ServerProcess.spawn({ DATA_DIR: scratchDataDir(), PORT: String(port) });
    try {
      expect(await loading).toMatchObject({ stored: 20 });
    } finally {
      await server.kill('SIGTERM');
    }
  });

  it('is given up with a sentence', async () => {
    const client = new UsageClient(`http://127.0.0.1:${await freePort()}`, [1]);
    await expect(client.send([])).rejects.toThrow(
      /does not answer \(.*ECONNREFUSED.*\)\. It was tried 2 times\.$/,
    );
    expect(() => new UsageClient('localhost')).toThrow('localhost is no URL');
  });

  it('is not tried again where it says no', async () => {
    const elsewhere = new UsageClient(`${url}/elsewhere`, [1, 1, 1]);
    await expect(elsewhere.send([])).rejects.toThrow(/answered 404: .*There is no POST/);
  });
});

describe('npm run load', () => {
  it('reports, and ends with 1 where anything was refused', async () => {
    const good = write('good.ndjson', `${usage(20)}\n${usage(21)}`);
    const { stdout } = await run(process.execPath, [LOAD, good, '--url', url]);
    expect(stdout).toMatch(/^2 usages read in \d+\.\d s: 2 stored, 0 known already, 0 refused\.\n$/);
    const bad = write('bad.ndjson', `${usage(22)}\n{}`);
    await expect(run(process.execPath, [LOAD, bad, '--url', url])).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/1 refused\.\n {2}line 2: neither id nor created_at/),
    });
    await expect(run(process.execPath, [LOAD])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Usage: npm run load -- FILE'),
    });
  });
});
