// npm run bench:dashboard -- [--usages 1000000] [--rounds 9] [--updates 40]
// How soon the dashboard's first page stands, and what following costs it: usages over 90 days of 1,000
// patterns with Zipf popularity are loaded, then chromium opens the page with nothing in its cache, so
// many times a range. Interactive: every figure, list and chart is drawn and the main thread is free
// again, by the page's own clock from its navigation on. Then usages are recorded again and again while
// the page follows, and the trace tells what each update took of its main thread. The store is a new
// embedded one, or what DATABASE_URL names: an empty database, or with --usages 0 one that was loaded.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { findProgram } from '../test/support/find-program.js';
import { measureOpening, measureUpdates } from './dashboard-page.js';
import { loadUsages, settleRollups } from './query-load.js';
import { startServer } from './server.js';

const { values } = parseArgs({
  options: {
    usages: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '9' },
    updates: { type: 'string', default: '40' },
  },
});
const USAGES = Number(values.usages);
const ROUNDS = Number(values.rounds);
const UPDATES = Number(values.updates);
const INTERACTIVE_MS = 1000;
const UPDATE_MS = 16;
const FIRST_LOAD_BYTES = 250_000;
const SEED = 1;

let missed = 0;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const judge = (isMissed: boolean): string => {
  if (isMissed) missed += 1;
  return isMissed ? '  MISSED' : '';
};
const quantile = (times: readonly number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.max(0, Math.ceil(share * times.length) - 1)]!;
const ms = (time: number): string => time.toFixed(1);
const load = (): string => `load of the machine ${loadavg()[0]!.toFixed(1)}`;

const executablePath = findProgram('chromium');
if (executablePath === undefined) throw new Error('chromium is not installed.');
const dataDir = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
try {
  const store = process.env['DATABASE_URL'] ? 'the server in DATABASE_URL' : 'a new embedded TimescaleDB';
  say(`On ${cpus().length} cores (${cpus()[0]!.model}), Node ${process.version}, ${store}:`);
  const server = await startServer(dataDir);
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
    ],
  });
  try {
    if (USAGES > 0) {
      await loadUsages(server.url, USAGES, SEED, say);
      await settleRollups(server.url, say);
    }
    for (const range of ['7d', '30d', '90d']) {
      const times: number[] = [];
      const drawn: number[] = [];
      let bytes = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const opening = await measureOpening(browser, `${server.url}/?range=${range}&tz=UTC`);
        times.push(opening.interactiveMs);
        drawn.push(opening.answeredMs);
        bytes = opening.scriptBytes;
      }
      const median = quantile(times, 0.5);
      say(
        `  ${range}: interactive after ${ms(median)} ms (median of ${ROUNDS}; ${ms(Math.min(...times))} to ${ms(Math.max(...times))}; answers were there after ${ms(quantile(drawn, 0.5))}; promised: under ${INTERACTIVE_MS}), ${load()}${judge(median >= INTERACTIVE_MS)}`,
      );
      if (range === '7d') {
        say(
          `  JavaScript on first load: ${(bytes / 1000).toFixed(1)} kB gzipped (promised: at most ${FIRST_LOAD_BYTES / 1000})${judge(bytes > FIRST_LOAD_BYTES)}`,
        );
      }
    }
    const updates = await measureUpdates(browser, server.url, UPDATES);
    const sums = updates.map(({ sumMs }) => sumMs);
    const longest = updates.map(({ longestMs }) => longestMs);
    say(
      `  a live update takes ${ms(quantile(sums, 0.5))} ms of the main thread at p50, ${ms(quantile(sums, 0.99))} at p99 (promised: under ${UPDATE_MS}), its longest task ${ms(quantile(longest, 0.5))} and ${ms(quantile(longest, 0.99))}, of ${UPDATES} updates, ${load()}${judge(quantile(sums, 0.99) >= UPDATE_MS)}`,
    );
  } finally {
    await browser.close();
    await server.stop();
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
if (missed > 0) process.exitCode = 1;
