// npm run bench:query -- [--sizes 10000,1000000] [--questions 15] [--rate 2000] [--seconds 20] [--delay 2]
// What a question costs however much is stored: usages over 90 days of 1,000 patterns with Zipf
// popularity are loaded up to each size, and while `rate` usages a second arrive, each up to `delay`
// seconds after it was taken, as clients that collect batches send them, each endpoint is
// asked cold (its answer is not kept any more) and hot (asked again and again). Then how old the newest
// usage is that an answer misses, and at the end what the same question costs over the plain table.
// The store is a new embedded one, or what DATABASE_URL names: an empty database.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { API_PREFIX } from '../src/common/api-prefix.js';
import { DAY_MS } from '../src/common/time-range.js';
import { benchUsages, PATTERNS } from './ingest-data.js';
import { measureFreshness } from './query-freshness.js';
import { compareWithPlainTable } from './query-plain.js';
import { loadUsages, settleRollups } from './query-load.js';
import { startServer } from './server.js';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,1000000' },
    questions: { type: 'string', default: '15' },
    rate: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '20' },
    delay: { type: 'string', default: '2' },
  },
});
const SIZES = values.sizes.split(',').map(Number);
const QUESTIONS = Number(values.questions);
const RATE = Number(values.rate);
const SECONDS = Number(values.seconds);
const DELAY_MS = 1000 * Number(values.delay);
const WARMING = 25;
const SLOWDOWN_GOAL = 1.5;
/** Below this a slow-down is noise of the machine, in milliseconds. */
const NOISE_MS = 5;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Endpoint {
  readonly path: string;
  readonly body?: object;
}

const COMPARISON = { pattern_ids: [0, 1, 10, 100].map((at) => PATTERNS[at]!) };

const ENDPOINTS = [
  'usage-stats?time_range=7d&group_by=day',
  'usage-stats?time_range=90d&group_by=day&limit=20',
  'usage-stats?time_range=90d&group_by=week',
  `usage-stats?time_range=90d&group_by=day&timezone=Asia/Kolkata&pattern_id=${PATTERNS[0]}`,
  'usage-stats/totals?time_range_hours=720',
  `patterns/${PATTERNS[0]}/effectiveness?time_range_hours=720`,
  `patterns/${PATTERNS[300]}/effectiveness?time_range_hours=720`,
  'success-rates',
  'top-patterns',
  'emerging-patterns',
  'top-performing?criteria=usage',
  'stats',
  'dashboard-summary',
  'patterns?limit=50',
  'quality-trends',
  `quality-metrics?pattern_id=${PATTERNS[0]}`,
  'trends?trend_type=usage',
  `time-series?pattern_id=${PATTERNS[0]}&metric=quality`,
  `time-series?pattern_id=${PATTERNS[0]}&metric=latency_p95`,
  'errors',
  `pattern/${PATTERNS[0]}/history`,
  'relationships',
  'search?query=pattern',
  'discovery-rate',
  'overview',
  'performance-correlation',
  'recommendations',
  'usage-stats?time_range=90d&group_by=version',
  'usage-stats?time_range=90d&group_by=context.team',
  `time-series?time_range=90d&pattern_id=${PATTERNS[0]}&metric=success_rate&group_by=version`,
  'usage-stats/totals?time_range_hours=720&context.team=team-3',
  'success-rates?version=1.2',
]
  .map((path): Endpoint => ({ path }))
  .concat({ path: 'compare', body: COMPARISON });

const get = async (url: string, body?: object): Promise<number> => {
  const start = performance.now();
  const response = await fetch(
    url,
    body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
  );
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return performance.now() - start;
};

const quantile = (times: readonly number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.max(0, Math.ceil(share * times.length) - 1)]!;

/** So many usages a second, until it is stopped. */
const arrive = (url: string): { readonly stop: () => Promise<number> } => {
  const state = { isOn: true };
  const run = async (): Promise<number> => {
    const start = performance.now();
    let sent = 0;
    while (state.isOn) {
      const due = ((performance.now() - start) / 1000) * RATE - sent;
      if (due < RATE / 20) {
        await sleep(10);
        continue;
      }
      const usages = benchUsages(Math.min(1000, Math.floor(due)), DELAY_MS);
      const response = await fetch(`${url}/${API_PREFIX}/usage/batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(usages),
      });
      await response.arrayBuffer();
      if (response.status === 200) sent += usages.length;
    }
    return (sent / (performance.now() - start)) * 1000;
  };
  const done = run();
  return {
    stop: () => {
      state.isOn = false;
      return done;
    },
  };
};

interface Asked {
  readonly cold: readonly number[];
  readonly hot: readonly number[];
}

/** Cold answers are asked for so seldom that the cache may compute each. */
const ask = async (url: string, { path, body }: Endpoint): Promise<Asked> => {
  const address = `${url}/${API_PREFIX}/${path}`;
  const cold: number[] = [];
  const hot: number[] = [];
  await get(address, body);
  for (let index = 0; index < QUESTIONS; index += 1) {
    await sleep(1050);
    cold.push(await get(address, body));
  }
  // Until the answer has been computed as often as its budget allows.
  for (let again = 0; again < WARMING; again += 1) await get(address, body);
  for (let again = 0; again < 2 * QUESTIONS; again += 1) hot.push(await get(address, body));
  return { cold, hot };
};

const dataDir = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
let missed = 0;
try {
  const store = process.env['DATABASE_URL'] ? 'the server in DATABASE_URL' : 'a new embedded TimescaleDB';
  say(`On ${cpus().length} cores (${cpus()[0]!.model}), Node ${process.version}, ${store}:`);
  const server = await startServer(dataDir, undefined, { CONTEXT_DIMENSIONS: 'team' });
  const { url } = server;
  const medians = new Map<string, number[]>();
  let stored = 0;
  try {
    for (const [index, size] of SIZES.entries()) {
      await loadUsages(url, size - stored, index + 1, say);
      stored = size;
      await settleRollups(url, say);
      const arriving = arrive(url);
      say(`  with ${size} usages, cold p50 and p99, hot p50 and p99 in milliseconds:`);
      for (const endpoint of ENDPOINTS) {
        const { path } = endpoint;
        const { cold, hot } = await ask(url, endpoint);
        medians.set(path, [...(medians.get(path) ?? []), quantile(cold, 0.5)]);
        const figures = [quantile(cold, 0.5), quantile(cold, 0.99), quantile(hot, 0.5), quantile(hot, 0.99)];
        say(
          `    ${figures.map((ms) => ms.toFixed(1).padStart(8)).join(' ')}  ${path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')}`,
        );
      }
      say(`  meanwhile ${Math.round(await arriving.stop())} usages/s arrived`);
    }
    say(`  slow-down from ${SIZES[0]} to ${SIZES.at(-1)} usages (goal: at most ${SLOWDOWN_GOAL}):`);
    for (const [path, [first = 0, ...rest]] of medians) {
      const last = rest.at(-1) ?? first;
      const ratio = last / first;
      const isMissed = ratio > SLOWDOWN_GOAL && last - first > NOISE_MS;
      if (isMissed) missed += 1;
      say(
        `    ${ratio.toFixed(2).padStart(8)}  ${path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')}${isMissed ? '  MISSED' : ''}`,
      );
    }
    missed += await measureFreshness(url, { rate: RATE, seconds: SECONDS, say });
  } finally {
    await server.stop();
  }
  missed += await compareWithPlainTable(dataDir, say, Date.now() - 90 * DAY_MS);
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
if (missed > 0) process.exitCode = 1;
