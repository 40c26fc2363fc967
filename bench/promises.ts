// npm run bench: the original's own promises, measured on a server of its own process.
//   POST /usage with 16 connections            p99 < 200 ms
//   GET /usage-stats over 100,000 usages       p99 < 300 ms, not cached
//   a recorded usage is in /usage-stats        within 1 s
// The store is a new embedded one, or what DATABASE_URL names: an empty database.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { demoPatternId, demoUsages } from '../db/demo/demo-usages.js';
import { demoPatterns } from '../db/demo/demo-patterns.js';
import { TrackerApi } from '../src/client/tracker-api.js';
import { API_PREFIX } from '../src/common/api-prefix.js';
import { startServer } from './server.js';

const USAGES = 100_000;
const BATCH = 1000;
const SECONDS = 20;
const QUESTIONS = 40;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Budget {
  readonly name: string;
  readonly ms: number;
  readonly limit: number;
}
const budgets: Budget[] = [];
const judge = (name: string, ms: number, limit: number): void => {
  budgets.push({ name, ms, limit });
  say(`  ${name}: ${ms.toFixed(1)} ms (promised: under ${limit} ms)${ms < limit ? '' : '  MISSED'}`);
};

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]!;

const load = async (url: string): Promise<void> => {
  const tracker = new TrackerApi({ url });
  const usages = [...demoUsages(Date.now(), USAGES)];
  const start = performance.now();
  for (let from = 0; from < usages.length; from += BATCH)
    await tracker.post('usage/batch', JSON.stringify(usages.slice(from, from + BATCH)));
  const seconds = (performance.now() - start) / 1000;
  say(`  ${USAGES} usages in batches of ${BATCH}: ${Math.round(USAGES / seconds)} usages/s`);
};

/** POST /usage as fast as 16 connections go. */
const post = async (api: string, name: string): Promise<void> => {
  const result = await autocannon({
    url: `${api}/usage`,
    method: 'POST',
    connections: 16,
    duration: SECONDS,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      pattern_id: demoPatternId(demoPatterns[0]!),
      outcome: 'success',
      quality_score: 0.9,
      execution_time_ms: 150,
      context: { node_type: 'effect', operation: 'api_call' },
    }),
  });
  const refused = result.non2xx + result.errors;
  if (refused > 0) throw new Error(`${refused} of the usages were refused.`);
  say(`  ${name}: ${Math.round(result.requests.average)} usages/s, p50 ${result.latency.p50} ms`);
  judge(`${name}, p99`, result.latency.p99, 200);
};

/** Each question right after a usage, so that no answer is a kept one. */
const ask = async (url: string, path: string): Promise<void> => {
  const tracker = new TrackerApi({ url });
  const times: number[] = [];
  for (let index = 0; index < QUESTIONS; index += 1) {
    await tracker.post(
      'usage/batch',
      JSON.stringify([{ pattern_id: demoPatternId(demoPatterns[1]!), outcome: 'success' }]),
    );
    const start = performance.now();
    const response = await fetch(`${url}/${API_PREFIX}/${path}`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  say(`  GET /${path}: p50 ${quantile(times, 0.5).toFixed(1)} ms`);
  judge(`GET /${path}, p99`, quantile(times, 0.99), 300);
};

/** From the acknowledgement of a usage to the first answer that has it. */
const measureFreshness = async (url: string): Promise<void> => {
  const tracker = new TrackerApi({ url });
  let worst = 0;
  for (let index = 0; index < QUESTIONS; index += 1) {
    const pattern_id = randomUUID();
    await tracker.post('usage/batch', JSON.stringify([{ pattern_id, outcome: 'success' }]));
    const start = performance.now();
    for (let isThere = false; !isThere;) {
      const response = await fetch(`${url}/${API_PREFIX}/usage-stats?pattern_id=${pattern_id}`);
      isThere = ((await response.json()) as { total_patterns: number }).total_patterns === 1;
    }
    worst = Math.max(worst, performance.now() - start);
  }
  judge('from a usage’s acknowledgement to its answer, worst of 40', worst, 1000);
};

const dataDir = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
const { url, stop } = await startServer(dataDir);
try {
  const store = process.env['DATABASE_URL'] ? 'the server in DATABASE_URL' : 'a new embedded TimescaleDB';
  say(`On ${cpus().length} cores (${cpus()[0]!.model}), Node ${process.version}, ${store}:`);
  const api = `${url}/${API_PREFIX}`;
  await load(url);
  await post(api, 'POST /usage, 16 connections');
  for (const path of [
    'usage-stats?time_range=90d&group_by=hour',
    'usage-stats?time_range=90d&group_by=day',
    'usage-stats?time_range=90d&group_by=week',
    'usage-stats?time_range=7d&group_by=day',
    `patterns/${demoPatternId(demoPatterns[0]!)}/effectiveness?time_range_hours=2160`,
  ]) {
    await ask(url, path);
  }
  await measureFreshness(url);
} finally {
  await stop();
  rmSync(dataDir, { recursive: true, force: true });
}
if (budgets.some(({ ms, limit }) => ms >= limit)) process.exitCode = 1;
