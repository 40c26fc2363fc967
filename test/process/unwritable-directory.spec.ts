import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { describeIf } from '../support/describe-if.js';
import { describeWith } from '../support/programs.js';
import { scratchDataDir } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { SmallDisk } from '../support/small-disk.js';
import { totalUsages } from '../support/total-usages.js';
import { until } from '../support/until.js';

const API = 'api/pattern-analytics';
const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
/** `nobody`'s number. */
const SOMEBODY_ELSE = 65_534;

let server: ServerProcess | undefined;
let disk: SmallDisk | undefined;
afterEach(async () => {
  await server?.kill('SIGKILL');
  disk?.unmount();
  disk = undefined;
});

const record = (url: string, id: string): Promise<Response> =>
  fetch(`${url}/${API}/usage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, pattern_id: PATTERN, outcome: 'success' }),
  });
const expectRefusal = async (sentence: RegExp): Promise<void> => {
  expect(await server!.exited).toEqual({ code: 1, signal: null });
  expect(server!.output).toMatch(sentence);
};

describeIf(SmallDisk.isPossible(), 'No file system may be mounted', 'a data directory on a disk', () => {
  it('that is read-only is refused by a sentence, and has all that is stored once it is not', async () => {
    disk = SmallDisk.mount(140);
    const data = join(disk.path, 'data');
    const empty = join(disk.path, 'empty');
    mkdirSync(empty);
    cpSync(scratchDataDir(), data, { recursive: true });
    server = ServerProcess.spawn({ DATA_DIR: data });
    const url = await server.listening();
    for (let count = 0; count < 5; count += 1) expect((await record(url, uuidV7())).status).toBe(201);
    await server.kill('SIGTERM');

    disk.setReadOnly(true);
    for (const DATA_DIR of [data, empty]) {
      server = ServerProcess.spawn({ DATA_DIR });
      await expectRefusal(
        /^The data directory \S+ cannot be used: its file system is read-only; mount it for writing, or set DATA_DIR to another directory\.\n$/,
      );
    }
    disk.setReadOnly(false);
    server = ServerProcess.spawn({ DATA_DIR: data });
    expect(await totalUsages(await server.listening())).toBe(5);
  }, 60_000);
});

const IS_ROOT = process.getuid?.() === 0;

describeIf(IS_ROOT, 'Only root may give files to others', 'a data directory', () => {
  describeWith('setpriv', 'of another user', (setpriv) => {
    // As root may write everything, it is one without that right.
    const asUser = [setpriv, '--bounding-set=-all', '--inh-caps=-all'];
    const give = async (directory: string, user: number): Promise<void> => {
      for (const name of readdirSync(directory, { recursive: true }) as string[]) {
        await chown(join(directory, name), user, user);
      }
      await chown(directory, user, user);
    };

    it('is refused by a sentence', async () => {
      const DATA_DIR = scratchDataDir();
      await give(DATA_DIR, SOMEBODY_ELSE);
      server = ServerProcess.spawn({ DATA_DIR }, asUser);
      await expectRefusal(
        /^The data directory \S+ cannot be used: this user may not write it; give it to the user that runs the server, or set DATA_DIR to another directory\.\n$/,
      );
    });

    it('that was this one’s when it started is told of by 503, and usable again once it is', async () => {
      const DATA_DIR = scratchDataDir();
      server = ServerProcess.spawn({ DATA_DIR }, asUser);
      const url = await server.listening();
      const ids = Array.from({ length: 30 }, () => uuidV7());
      const acknowledged = new Set<string>();
      const sendAll = async (): Promise<void> => {
        for (const id of ids) {
          const response = await record(url, id);
          if (response.status < 300) acknowledged.add(id);
          else {
            expect(response.status).toBe(503);
            expect(((await response.json()) as { detail: string }).detail).toMatch(
              /cannot be written|ended and is started/,
            );
          }
        }
      };
      expect((await record(url, ids[0]!)).status).toBe(201);
      await give(DATA_DIR, SOMEBODY_ELSE);
      expect((await fetch(`${url}/health/ready`)).status).toBe(503);
      expect(await (await fetch(`${url}/health`)).text()).toMatch(/\S+ cannot be written: EACCES/);
      await sendAll();
      await give(DATA_DIR, 0);
      await until(async () => (await fetch(`${url}/health/ready`)).status === 200);
      expect(await totalUsages(url)).toBeGreaterThanOrEqual(acknowledged.size);
      await sendAll();
      expect(acknowledged.size).toBe(ids.length);
      expect(await totalUsages(url)).toBe(ids.length);
    }, 60_000);
  });
});
