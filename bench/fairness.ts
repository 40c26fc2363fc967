// npm run bench:fairness -- [--usages 500000] [--seconds 60] [--rate 200] [--clients 20] [--exports 4]
// Whether questions leave recording and health alone: `rate` usages/s arrive one by one while `clients`
// ask the dearest questions that are accepted, each a new one that no answer is kept of, and `exports`
// are sent; on usages of 1,000 patterns over 90 days. At the end all of them hang up at once.
// The store is a new embedded one, or what DATABASE_URL names: an empty database.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { API_PREFIX } from '../src/common/api-prefix.js';
import type { CrowdCall } from './fairness-crowd.js';
import { arriveOneByOne, Calls, probe, watchMemory } from './fairness-load.js';
import { loadUsages, settleRollups } from './query-load.js';
import { startServer } from './server.js';

const { values } = parseArgs({
  options: {
    usages: { type: 'string', default: '500000' },
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '200' },
    clients: { type: 'string', default: '20' },
    exports: { type: 'string', default: '4' },
  },
});
const SECONDS = Number(values.seconds);
const CROWD = join(import.meta.dirname, 'fairness-crowd.js');
const AFTERWARDS_MS = 10_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
let missed = 0;
const judge = (name: string, value: number, isKept: boolean, goal: string): void => {
  if (!isKept) missed += 1;
  say(`    ${value.toFixed(0).padStart(8)}  ${name} (goal: ${goal})${isKept ? '' : '  MISSED'}`);
};

const dataDir = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
try {
  const store = process.env['DATABASE_URL'] ? 'the server in DATABASE_URL' : 'a new embedded TimescaleDB';
  say(`On ${cpus().length} cores (${cpus()[0]!.model}), Node ${process.version}, ${store}:`);
  const server = await startServer(dataDir);
  try {
    const { url } = server;
    const api = `${url}/${API_PREFIX}`;
    await loadUsages(url, Number(values.usages), 1, say);
    await settleRollups(url, say);

    const patternId = randomUUID();
    const alone = arriveOneByOne(api, patternId, Number(values.rate));
    await sleep(AFTERWARDS_MS);
    await alone.stop();
    say(
      `  POST /usage alone: p50 ${alone.calls.quantile(0.5).toFixed(0)} ms, p99 ${alone.calls.quantile(0.99).toFixed(0)} ms`,
    );

    const arriving = arriveOneByOne(api, patternId, Number(values.rate));
    const live = probe(`${url}/health/live`, 50);
    const ready = probe(`${url}/health/ready`, 200);
    const memory = watchMemory(server.child.pid!);
    const calls = { question: new Calls(), export: new Calls() };
    const crowd = fork(CROWD, [url, values.clients, values.exports]);
    crowd.on('message', ({ kind, status, ms }: CrowdCall) => calls[kind].add(status, ms));
    await sleep(SECONDS * 1000);
    const ended = performance.now();
    crowd.kill('SIGKILL');
    await sleep(AFTERWARDS_MS);
    await Promise.all([arriving.stop(), live.stop(), ready.stop()]);
    const acknowledged = alone.calls.of(201) + arriving.calls.of(201);
    const totals = await fetch(`${api}/usage-stats/totals?time_range_hours=24&pattern_id=${patternId}`);
    const { patterns } = (await totals.json()) as { patterns: { total_usages: number }[] };

    say(`  ${values.clients} clients and ${values.exports} exports for ${SECONDS} s:`);
    say(
      `    questions ${calls.question.statuses()}; p50 ${calls.question.quantile(0.5).toFixed(0)} ms, longest ${calls.question.quantile(1).toFixed(0)} ms; exports ${calls.export.statuses()}`,
    );
    const posts = arriving.calls;
    say(`    ${posts.quantile(0.5).toFixed(0).padStart(8)}  ms POST /usage, p50; ${posts.statuses()}`);
    judge('ms POST /usage, p99', posts.quantile(0.99), posts.quantile(0.99) < 300, 'under 300');
    const refused = posts.count - posts.of(201);
    judge('usages that were not acknowledged', refused, refused === 0, '0');
    judge('ms /health/live, p99', live.calls.quantile(0.99), live.calls.quantile(0.99) < 50, 'under 50');
    const wrong = ready.calls.count - ready.calls.of(200);
    judge('wrong answers of /health/ready', wrong, wrong === 0, '0');
    const lost = acknowledged - (patterns[0]?.total_usages ?? 0);
    judge('acknowledged usages that are not stored', lost, lost === 0, '0');
    const recovery = posts.lastSlower(300) - ended;
    judge(
      'ms until POST /usage is under 300 ms for good',
      Math.max(0, recovery),
      recovery < 5000,
      'under 5000',
    );
    say(`    ${(memory.stop() / 2 ** 20).toFixed(0).padStart(8)}  MB of memory at the most`);
  } finally {
    await server.stop();
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
if (missed > 0) process.exitCode = 1;
