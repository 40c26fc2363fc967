import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { runCli, startCli } from '../support/cli-process.js';
import { describeIf } from '../support/describe-if.js';
import { NdjsonUpload } from '../support/ndjson-upload.js';
import { scratchDataDir } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { SmallDisk } from '../support/small-disk.js';
import { totalUsages } from '../support/total-usages.js';
import { until } from '../support/until.js';

const API = 'api/pattern-analytics';
const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';

const usage = (): object => ({
  id: uuidV7(),
  pattern_id: PATTERN,
  outcome: 'error',
  error_message: 'x'.repeat(1000),
});
const lines = (count: number): string[] => Array.from({ length: count }, () => JSON.stringify(usage()));

describeIf(SmallDisk.isPossible(), 'No file system may be mounted', 'a full disk', () => {
  let server: ServerProcess | undefined;
  const disks: SmallDisk[] = [];
  const mount = (megabytes: number): SmallDisk => {
    const disk = SmallDisk.mount(megabytes);
    disks.push(disk);
    return disk;
  };
  afterEach(async () => {
    await server?.kill('SIGKILL');
    for (const disk of disks.splice(0)) disk.unmount();
  });

  /** A server whose data are on a disk. */
  const start = (disk: SmallDisk): Promise<string> => {
    const directory = join(disk.path, 'data');
    mkdirSync(directory);
    cpSync(scratchDataDir(), directory, { recursive: true });
    server = ServerProcess.spawn({ DATA_DIR: directory });
    return server.listening();
  };
  const isReady = async (url: string): Promise<boolean> =>
    (await fetch(`${url}/health/ready`)).status === 200;

  it.each([
    ['of data', 4_000_000],
    ['of the log', 200_000],
  ])(
    '%s refuses usages by a sentence, loses none, and passes by itself',
    async (_, left) => {
      const disk = mount(140);
      const url = await start(disk);
      disk.fill(left);
      const acknowledged = new Set<object>();
      const send = async (): Promise<{ status: number; detail?: string }> => {
        const usages = Array.from({ length: 50 }, usage);
        const response = await fetch(`${url}/${API}/usage/batch`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(usages),
        });
        const answer = (await response.json()) as { detail?: string };
        if (response.status === 200) for (const one of usages) acknowledged.add(one);
        return { status: response.status, detail: answer.detail };
      };
      let refused = await send();
      while (refused.status === 200) refused = await send();
      expect(refused).toMatchObject({
        status: 503,
        detail: expect.stringMatching(/^The disk of .* is full/),
      });
      expect((await fetch(`${url}/health/ready`)).status).toBe(503);
      expect(await (await fetch(`${url}/health`)).text()).toMatch(/The disk of .* is full/);

      disk.empty();
      await until(() => isReady(url));
      while ((await send()).status !== 200) await sleep(100);
      const stats = await fetch(`${url}/${API}/usage-stats?time_range=1d&group_by=hour`);
      expect(await stats.json()).toMatchObject({ patterns: [{ total_usage: acknowledged.size }] });
    },
    240_000,
  );

  it('in the middle of an upload ends it by a sentence; sent again, it is counted once', async () => {
    const disk = mount(140);
    const url = await start(disk);
    const all = lines(10_000);
    const upload = NdjsonUpload.start(url);
    await upload.send(all.slice(0, 2000));
    await until(async () => (await totalUsages(url)) >= 1000);
    disk.fill(4_000_000);
    await upload.send(all.slice(2000));
    const ended = await upload.end();
    expect(ended).toMatchObject({
      status: 503,
      body: expect.stringMatching(/"detail":"The disk of .* is full/),
    });
    const [, first] = /The first (\d+) usages of the upload are taken/.exec(
      (ended as { body: string }).body,
    )!;
    disk.empty();
    await until(() => isReady(url));
    const stored = await totalUsages(url);
    expect(stored).toBeGreaterThanOrEqual(1000);
    expect(Number(first)).toBeGreaterThanOrEqual(1000);
    expect(stored).toBeLessThan(all.length);
    const sendAgain = async (some: readonly string[]): Promise<unknown> => {
      const again = NdjsonUpload.start(url);
      await again.send(some);
      return JSON.parse(((await again.end()) as { body: string }).body);
    };
    expect(await sendAgain(all.slice(0, Number(first)))).toMatchObject({
      stored: 0,
      duplicates: Number(first),
    });
    expect(await sendAgain(all)).toMatchObject({
      stored: all.length - stored,
      duplicates: stored,
      rejected: 0,
    });
    expect(await totalUsages(url)).toBe(all.length);
  }, 120_000);

  it('holds an import up, which goes on by itself, or where it was once it is run again', async () => {
    const [serverDisk, ownDisk] = [mount(140), mount(40)];
    const url = await start(serverDisk);
    const all = lines(15_000);
    const file = join(ownDisk.path, 'usages.ndjson');
    writeFileSync(file, all.join('\n'));
    // Room for a segment of the log (16 MB) and for some of the usages.
    serverDisk.fill(18_000_000);
    const importing = startCli(['import', file, '--url', url]);
    let before = 0;
    await until(async () => {
      const last = before;
      before = await totalUsages(url).catch(() => 0);
      await sleep(2000);
      return before > 0 && before === last;
    });
    expect(await isReady(url)).toBe(false);
    expect(importing.child.exitCode).toBeNull();
    ownDisk.fill(0);
    serverDisk.empty();
    const { code, stderr } = await importing.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^How far the import is cannot be kept \(--state names another file\): ENOSPC.*\.$/m,
    );
    const after = await totalUsages(url);
    expect(after).toBeGreaterThan(before);
    expect(after).toBeLessThan(all.length);
    ownDisk.empty();
    const { stdout } = await runCli(['import', file, '--url', url]);
    expect(stdout).toMatch(
      /^15000 usages read .*, 0 refused\.\n {2}\d+ of them by the import that was interrupted\./,
    );
    expect(await totalUsages(url)).toBe(all.length);
  }, 180_000);
});
