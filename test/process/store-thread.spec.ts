import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { endThread } from '../support/end-thread.js';
import { scratchDataDir } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { totalUsages } from '../support/total-usages.js';
import { until } from '../support/until.js';

const API = 'api/pattern-analytics';
const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const SCRIPT = 'embedded-timescale.worker.js';

let server: ServerProcess | undefined;
afterEach(async () => {
  await server?.kill('SIGKILL');
});

/** How the thread ends, in turn. */
const FAULTS = [
  'process.exit(7)',
  'setImmediate(() => { throw new Error("a fault of the thread") })',
  'globalThis.full = []; for (;;) full.push(new Array(1e6).fill(full.length))',
];

it('an embedded store whose thread ends under load, however, comes back with all that was acknowledged', async () => {
  server = ServerProcess.spawn({
    DATA_DIR: scratchDataDir(),
    NODE_OPTIONS: '--inspect=127.0.0.1:0 --max-old-space-size=256',
  });
  const url = await server.listening();
  const refusals: { status: number; detail: string }[] = [];
  let sent = 0;
  let isOver = false;
  const ask = async (path: string, init?: RequestInit): Promise<boolean> => {
    const response = await fetch(`${url}/${path}`, init);
    const answer = await response.text();
    if (response.status < 300) return true;
    refusals.push({ status: response.status, detail: (JSON.parse(answer) as { detail: string }).detail });
    return false;
  };
  const client = async (): Promise<void> => {
    while (!isOver) {
      const body = JSON.stringify(
        Array.from({ length: 20 }, () => ({ id: uuidV7(), pattern_id: PATTERN, outcome: 'success' })),
      );
      const headers = { 'content-type': 'application/json' };
      while (!(await ask(`${API}/usage/batch`, { method: 'POST', headers, body }))) await sleep(50);
      sent += 20;
    }
  };
  const reader = async (): Promise<void> => {
    while (!isOver) {
      await ask(`${API}/usage-stats/totals?time_range_hours=1`);
      await sleep(50);
    }
  };
  const clients = [client(), client(), client(), client(), reader()];
  const taken = async (): Promise<void> => {
    const before = sent;
    await until(() => sent > before + 60);
  };
  for (const fault of FAULTS) {
    await taken();
    const before = refusals.length;
    await endThread(server, SCRIPT, fault);
    await until(() => refusals.length > before);
  }
  await taken();
  await until(async () => (await fetch(`${url}/health/ready`)).status === 200);
  isOver = true;
  await Promise.all(clients);
  expect(await totalUsages(url)).toBe(sent);
  const sentence =
    /^(The embedded TimescaleDB ended and is started again: .*|The store is not available at the moment; .*)$/;
  const wrong = refusals.filter(({ status, detail }) => status !== 503 || !sentence.test(detail));
  expect(wrong).toEqual([]);
  const told = refusals.map(({ detail }) => detail).join('\n');
  expect(told).toContain('The embedded TimescaleDB ended and is started again: ');
  expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null });
}, 120_000);
