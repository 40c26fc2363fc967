// npm run bench:ingest -- [--rows 100000] [--rounds 3] [--memory 5000000]
// What the ways in cost beside the database itself, each figure a ratio of one run:
//   batches of 1,000 over HTTP (JSON and NDJSON) against bare inserts into the same table
//   single POSTs on 64 connections against POSTs that store nothing, on the same server
//   resident memory of the server at 100,000 usages and at the number of --memory
// The store is a new embedded one, or what DATABASE_URL names: an empty database.
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import autocannon from 'autocannon';
import { API_PREFIX } from '../src/common/api-prefix.js';
import { loadConfig } from '../src/config/config.js';
import { openStore } from '../src/store/open-store.js';
import { measureBare } from './ingest-bare.js';
import { benchUsages } from './ingest-data.js';
import { startServer, type BenchServer } from './server.js';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    memory: { type: 'string', default: '0' },
  },
});
const ROWS = Number(values.rows);
const ROUNDS = Number(values.rounds);
const MEMORY = Number(values.memory);
const SIZE = 1000;
const SENDERS = 4;
const SECONDS = 6;
const isServer = process.env['DATABASE_URL'] !== undefined;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const per = (rows: number, start: number): number => rows / ((performance.now() - start) / 1000);
const best = (rates: readonly number[]): number => Math.max(...rates);

const misses: string[] = [];
const judge = (name: string, ratio: number, least: number): void => {
  const isMissed = !(ratio >= least);
  if (isMissed) misses.push(name);
  say(`  ${name}: ${ratio.toFixed(2)} (goal: at least ${least})${isMissed ? '  MISSED' : ''}`);
};

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const post = (url: string, path: string, type: string, body: Iterable<Buffer>): Promise<void> =>
  new Promise((done, failed) => {
    const outgoing = request(
      `${url}/${API_PREFIX}${path}`,
      { method: 'POST', agent, headers: { 'content-type': type } },
      (response) => {
        let answer = '';
        response.on('data', (chunk: Buffer) => {
          if (answer.length < 1000) answer += chunk.toString();
        });
        response.on('end', () =>
          response.statusCode! < 300 && response.statusCode !== 207
            ? done()
            : failed(new Error(`${response.statusCode}: ${answer}`)),
        );
      },
    );
    outgoing.once('error', failed);
    const pump = async (): Promise<void> => {
      for (const part of body) {
        if (!outgoing.write(part)) await new Promise((drained) => outgoing.once('drain', drained));
      }
      outgoing.end();
    };
    void pump();
  });

const batchesOver = async (url: string, rows: number): Promise<number> => {
  const bodies = Array.from({ length: rows / SIZE }, () => Buffer.from(JSON.stringify(benchUsages(SIZE))));
  const start = performance.now();
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      for (let body = bodies.pop(); body; body = bodies.pop()) {
        await post(url, '/usage/batch', 'application/json', [body]);
      }
    }),
  );
  return per(rows, start);
};

const ndjsonOver = async (url: string, rows: number): Promise<number> => {
  const parts = Array.from({ length: rows / SIZE }, () =>
    Buffer.from(
      benchUsages(SIZE)
        .map((usage) => `${JSON.stringify(usage)}\n`)
        .join(''),
    ),
  );
  const start = performance.now();
  await post(url, '/usage/batch', 'application/x-ndjson', parts);
  return per(rows, start);
};

const singles = async (url: string, path: string, body: string): Promise<number> => {
  const result = await autocannon({
    url: `${url}/${API_PREFIX}${path}`,
    method: 'POST',
    connections: 64,
    duration: SECONDS,
    headers: { 'content-type': 'application/json' },
    body,
  });
  const refused = result.non2xx + result.errors;
  if (refused > 0) throw new Error(`${refused} of the requests to ${path} were refused.`);
  say(
    `  POST ${path} on 64 connections: ${Math.round(result.requests.average)}/s, p50 ${result.latency.p50} ms, p99 ${result.latency.p99} ms`,
  );
  return result.requests.average;
};

const residentMb = ({ child }: BenchServer): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024;

const measureMemory = async (server: BenchServer): Promise<void> => {
  let sent = 0;
  const upTo = async (count: number): Promise<number> => {
    let most = 0;
    while (sent < count) {
      const rows = Math.min(50_000, count - sent);
      await batchesOver(server.url, rows);
      sent += rows;
      most = Math.max(most, residentMb(server));
    }
    return most;
  };
  const small = await upTo(100_000);
  const large = await upTo(MEMORY);
  say(
    `  resident memory: ${Math.round(small)} MB up to 100,000 usages, ${Math.round(large)} MB up to ${MEMORY}`,
  );
  judge('memory at 100,000 usages / at the end', small / large, 1 / 1.15);
};

const scratch = (): string => mkdtempSync(join(tmpdir(), 'tracker-bench-'));
const store = isServer ? 'the server in DATABASE_URL' : 'a new embedded TimescaleDB';
say(`On ${cpus().length} cores (${cpus()[0]!.model}), Node ${process.version}, ${store}:`);
Logger.overrideLogger(false);
const bare: number[] = [];
const json: number[] = [];
const ndjson: number[] = [];
const dataDir = scratch();
try {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const bareDir = scratch();
    const dataDir = scratch();
    const opened = await openStore(loadConfig({ ...process.env, DATA_DIR: bareDir }).store);
    const rates = await measureBare(opened, ROWS, SIZE, isServer);
    await opened.destroy();
    rmSync(bareDir, { recursive: true, force: true });
    bare.push(best(Object.values(rates)));
    const shown = Object.entries(rates).map(([way, rows]) => `${way} ${Math.round(rows)}`);
    const server = await startServer(dataDir);
    try {
      await batchesOver(server.url, SIZE);
      json.push(await batchesOver(server.url, ROWS));
      ndjson.push(await ndjsonOver(server.url, ROWS));
    } finally {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
    say(
      `  rows/s, bare: ${shown.join(', ')}; HTTP batches ${Math.round(json.at(-1)!)}; NDJSON ${Math.round(ndjson.at(-1)!)}`,
    );
  }
  judge('HTTP batches / bare', best(json) / best(bare), isServer ? 0.6 : 0.8);
  judge('NDJSON / bare', best(ndjson) / best(bare), isServer ? 0.6 : 0.8);

  const server = await startServer(dataDir);
  try {
    const [usage] = benchUsages(1);
    const nothing = await singles(server.url, '/usage/batch', '[]');
    const stored = await singles(server.url, '/usage', JSON.stringify({ ...usage, id: undefined }));
    judge('single POSTs / POSTs that store nothing', stored / nothing, 0.6);
    if (MEMORY > 0) await measureMemory(server);
  } finally {
    await server.stop();
  }
} finally {
  agent.destroy();
  rmSync(dataDir, { recursive: true, force: true });
}
if (misses.length > 0) process.exitCode = 1;
