// npm run bench:hot -- [--seconds 3] [--rounds 3]
// The rate of hot answers over HTTP beside the rate at which the same server sends the same bytes
// from memory, each figure a ratio of one run: usage-stats of 1,000 patterns over 7 days, and a small
// answer; while nothing is written, and while 2,000 usages/s arrive. The store is a new embedded one,
// or what DATABASE_URL names; REDIS_URL is heeded.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { API_PREFIX } from '../src/common/api-prefix.js';
import { DAY_MS } from '../src/common/time-range.js';
import { benchUsages, PATTERNS } from './ingest-data.js';
import { startServer } from './server.js';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '3' }, rounds: { type: 'string', default: '3' } },
});
const SECONDS = Number(values.seconds);
const ROUNDS = Number(values.rounds);
const CONNECTIONS = 32;
const GOAL = 0.7;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;

const misses: string[] = [];
const judge = (name: string, ratio: number): void => {
  const isMissed = !(ratio >= GOAL);
  if (isMissed) misses.push(name);
  say(`    ratio: ${ratio.toFixed(2)} (goal: at least ${GOAL})${isMissed ? '  MISSED' : ''}`);
};

const post = async (url: string, usages: readonly object[]): Promise<void> => {
  const response = await fetch(`${url}/${API_PREFIX}/usage/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(usages),
  });
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
};

/** Each pattern on each of the last seven days. */
const load = async (url: string): Promise<void> => {
  const now = Date.now();
  for (let day = 0; day < 7; day += 1) {
    const created_at = new Date(now - day * DAY_MS - 60_000).toISOString();
    await post(
      url,
      PATTERNS.map((pattern_id) => ({ pattern_id, outcome: 'success', created_at })),
    );
  }
};

/** 2,000 usages/s in batches of 100, until it is stopped. */
const arrive = (url: string): { readonly stop: () => Promise<number> } => {
  const state = { isOn: true };
  let sent = 0;
  const arriving = (async () => {
    const start = performance.now();
    while (state.isOn) {
      await post(url, benchUsages(100));
      sent += 100;
      await sleep(Math.max(0, start + sent / 2 - performance.now()));
    }
    return sent / ((performance.now() - start) / 1000);
  })();
  return {
    stop: () => {
      state.isOn = false;
      return arriving;
    },
  };
};

const rateOf = async (url: string, headers: Record<string, string>): Promise<number> => {
  const result = await autocannon({ url, connections: CONNECTIONS, duration: SECONDS, headers });
  const refused = result.errors + result['4xx'] + result['5xx'];
  if (refused > 0) throw new Error(`${refused} of the requests to ${url} failed.`);
  return result.requests.average;
};

const compare = async (name: string, server: string, path: string): Promise<void> => {
  const answer = await fetch(server + path);
  const { length } = Buffer.from(await answer.arrayBuffer());
  const etag = answer.headers.get('etag') ?? '';
  for (const warm of [server + path, `${server}/bytes?of=${encodeURIComponent(path)}`])
    await rateOf(warm, {});
  const hot: number[] = [];
  const bytes: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    hot.push(await rateOf(server + path, {}));
    bytes.push(await rateOf(`${server}/bytes?of=${encodeURIComponent(path)}`, {}));
  }
  const gzip = await rateOf(server + path, { 'accept-encoding': 'gzip' });
  const same = await rateOf(server + path, { 'if-none-match': etag });
  say(
    `  ${name}, ${length} bytes: ${Math.round(median(hot))}/s, its bytes from memory ${Math.round(median(bytes))}/s; with gzip ${Math.round(gzip)}/s, asked with its ETag ${Math.round(same)}/s`,
  );
  judge(name, median(hot.map((rate, round) => rate / bytes[round]!)));
};

const counted = async (server: string): Promise<string> => {
  const metrics = await (await fetch(`${server}/metrics`)).text();
  return [...metrics.matchAll(/^pattern_usage_cache_answers_total\{result="(\w+)"\} (\d+)$/gm)]
    .map(([, result, count]) => `${result} ${count}`)
    .join(', ');
};

const dataDir = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
const server = await startServer(dataDir, join(import.meta.dirname, 'hot-server.js'));
const { url } = server;
try {
  const kept = process.env['REDIS_URL'] === undefined ? 'in memory' : 'over Redis';
  say(`On ${cpus().length} cores (${cpus()[0]!.model}), Node ${process.version}, answers kept ${kept}:`);
  await load(url);
  const large = `/${API_PREFIX}/usage-stats?time_range=7d&group_by=day`;
  const small = `/${API_PREFIX}/patterns/${PATTERNS[0]!}/effectiveness`;
  await compare('usage-stats', url, large);
  await compare('effectiveness', url, small);
  const arrival = arrive(url);
  await compare('usage-stats while usages arrive', url, large);
  await compare('effectiveness while usages arrive', url, small);
  say(`  ${Math.round(await arrival.stop())} usages/s arrived; answers: ${await counted(url)}`);
} finally {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
if (misses.length > 0) process.exitCode = 1;
