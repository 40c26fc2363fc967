// npm run bench:live -- [--clients 1000] [--seconds 20] [--all 1] [--patterns 20] [--rate 2000]
// How long after its acknowledgement a usage arrives at those who follow it live, while usages arrive
// at a rate in batches of 100; and the memory of the server per client. A share of the clients (--all)
// follows all 1,000 patterns, the others so many of them (--patterns); half use Server-Sent Events,
// half WebSockets. Every tenth of a second one pattern that all of them follow is used once more. The
// store is a new embedded one, or what DATABASE_URL names; REDIS_URL is heeded.
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { v4 as uuidV4 } from 'uuid';
import { API_PREFIX } from '../src/common/api-prefix.js';
import { benchUsages, PATTERNS } from './ingest-data.js';
import type { ClientsNews, ClientsOrder } from './live-clients.js';
import { startServer } from './server.js';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '20' },
    all: { type: 'string', default: '1' },
    patterns: { type: 'string', default: '20' },
    rate: { type: 'string', default: '2000' },
  },
});
const CLIENTS = Number(values.clients);
const RATE = Number(values.rate);
const GOAL_MS = 1000;
const EVERY_MS = 100;
const BATCH = 100;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const post = async (url: string, usages: readonly object[]): Promise<void> => {
  const response = await fetch(`${url}/${API_PREFIX}/usage/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(usages),
  });
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
};

const mebibytesOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;

const timed = uuidV4();
const followed = Array.from({ length: CLIENTS }, (_, client) => {
  if (client < CLIENTS * Number(values.all)) return [];
  const from = (client * 7) % (PATTERNS.length - Number(values.patterns));
  return [timed, ...PATTERNS.slice(from, from + Number(values.patterns) - 1)];
});

const dataDir = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
const server = await startServer(dataDir);
const clients = fork(join(import.meta.dirname, 'live-clients.js'));
try {
  const { url } = server;
  await post(url, [
    { pattern_id: timed, outcome: 'success' },
    ...PATTERNS.map((pattern_id) => ({ pattern_id, outcome: 'success' })),
  ]);
  await sleep(1000);
  const before = mebibytesOf(server.child.pid!);
  /** For each client when it saw how many usages of the timed pattern first. */
  const seen = Array.from({ length: CLIENTS }, () => new Map<number, number>());
  let bytes = 0;
  await new Promise<void>((ready) => {
    clients.on('message', (news: ClientsNews) => {
      if ('ready' in news) {
        ready();
        return;
      }
      bytes += news.bytes;
      for (const [client, count, at] of news.seen) {
        if (!seen[client]!.has(count)) seen[client]!.set(count, at);
      }
    });
    clients.send({ url, count: CLIENTS, followed, timed } satisfies ClientsOrder);
  });
  await sleep(2000);
  const perClient = (mebibytesOf(server.child.pid!) - before) / CLIENTS;

  bytes = 0;
  const acknowledged: number[] = [];
  const start = performance.now();
  const isOn = (): boolean => performance.now() - start < Number(values.seconds) * 1000;
  let sent = 0;
  await Promise.all([
    ...Array.from({ length: 2 }, async () => {
      while (isOn()) {
        sent += BATCH;
        const due = (sent / RATE) * 1000;
        await post(url, benchUsages(BATCH));
        await sleep(Math.max(0, start + due - performance.now()));
      }
    }),
    (async () => {
      while (isOn()) {
        await post(url, [{ pattern_id: timed, outcome: 'success' }]);
        acknowledged.push(Date.now());
        await sleep(EVERY_MS);
      }
    })(),
  ]);
  const seconds = (performance.now() - start) / 1000;
  const received = bytes / seconds;
  await sleep(3000);
  const under = (mebibytesOf(server.child.pid!) - before) / CLIENTS;

  // The first usage was there before; whoever sees a higher count has seen the lower ones.
  let lost = 0;
  const delays = acknowledged.flatMap((at, index) =>
    seen.flatMap((counts) => {
      for (let count = index + 2; count <= acknowledged.length + 1; count += 1) {
        const arrived = counts.get(count);
        if (arrived !== undefined) return [arrived - at];
      }
      lost += 1;
      return [];
    }),
  );
  delays.sort((a, b) => a - b);
  const p99 = quantile(delays, 0.99);
  const isMissed = !(p99 < GOAL_MS) || lost > 0;
  const all = followed.filter((ids) => ids.length === 0).length;
  say(`On ${cpus().length} cores (${cpus()[0]!.model}), Node ${process.version}:`);
  say(
    `  ${CLIENTS} clients, half SSE and half WebSocket, ${all} of them on all ${PATTERNS.length} patterns and ${CLIENTS - all} on ${values.patterns}`,
  );
  say(`  ${Math.round(sent / seconds)} usages/s, ${(received / 1_048_576).toFixed(1)} MiB/s to the clients`);
  say(
    `  from acknowledgement to arrival: p50 ${quantile(delays, 0.5)} ms, p99 ${p99} ms, longest ${delays.at(-1)!} ms, ${lost} lost of ${delays.length + lost} (goal: p99 below ${GOAL_MS} ms, none lost)${isMissed ? '  MISSED' : ''}`,
  );
  say(
    `  memory of the server per client: ${(perClient * 1024).toFixed(1)} KiB connected, ${(under * 1024).toFixed(1)} KiB more than before the first client after the run`,
  );
  if (isMissed) process.exitCode = 1;
} finally {
  clients.disconnect();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
