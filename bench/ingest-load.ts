import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../src/config/config.js';
import { openStore } from '../src/store/connection/open-store.js';
import { measureBare } from './ingest-bare.js';
import { benchUsages } from './ingest-data.js';
import { batchesOver, closeConnections, ndjsonOver, singlesOver } from './ingest-http.js';
import { type KafkaRates, measureKafka } from './ingest-kafka.js';
import { type BenchServer, startServer } from './server.js';

/** One round: rows/s, each way measured after the other. */
export interface Round {
  /** By way and number of connections. */
  readonly bare: Readonly<Record<string, number>>;
  readonly json: number;
  readonly ndjson: number;
  readonly kafka?: KafkaRates | undefined;
}

export interface Measurements {
  readonly machine: string;
  readonly isServer: boolean;
  readonly rows: number;
  readonly rounds: readonly Round[];
  /** Requests/s, by round. */
  readonly singles: readonly { readonly nothing: number; readonly stored: number }[];
  /** The server's largest resident memory in MB up to so many usages. */
  readonly memory?: { readonly small: number; readonly large: number; readonly usages: number } | undefined;
}

export interface LoadOptions {
  readonly rows: number;
  readonly rounds: number;
  /** Usages for the measurement of memory; 0 leaves it out. */
  readonly memory: number;
}

const SIZE = 1000;
/** The usages that memory is compared at. */
const SMALL = 100_000;

const withScratch = async <T>(work: (directory: string) => Promise<T>): Promise<T> => {
  const directory = mkdtempSync(join(tmpdir(), 'tracker-bench-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const withServer = <T>(work: (server: BenchServer) => Promise<T>): Promise<T> =>
  withScratch(async (directory) => {
    const server = await startServer(directory);
    try {
      return await work(server);
    } finally {
      await server.stop();
    }
  });

const bareRates = (rows: number, isServer: boolean): Promise<Readonly<Record<string, number>>> =>
  withScratch(async (directory) => {
    const store = await openStore(loadConfig({ ...process.env, DATA_DIR: directory }).store);
    try {
      return await measureBare(store, rows, SIZE, isServer);
    } finally {
      await store.destroy();
    }
  });

const measureRound = async (rows: number, isServer: boolean): Promise<Round> => {
  const bare = await bareRates(rows, isServer);
  const http = await withServer(async ({ url }) => {
    await batchesOver(url, SIZE);
    return { json: await batchesOver(url, rows), ndjson: await ndjsonOver(url, rows) };
  });
  return { bare, ...http, kafka: await withScratch((directory) => measureKafka(directory, rows)) };
};

const residentMb = ({ child }: BenchServer): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024;

const measureMemory = (usages: number): Promise<Measurements['memory']> =>
  withServer(async (server) => {
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
    return { small: await upTo(SMALL), large: await upTo(usages), usages };
  });

/** Measures every way in on the store that the environment names. */
export const measureIngest = async (
  { rows, rounds, memory }: LoadOptions,
  say: (line: string) => void,
): Promise<Measurements> => {
  const isServer = process.env['DATABASE_URL'] !== undefined;
  const store = isServer ? 'the server in DATABASE_URL' : 'a new embedded TimescaleDB';
  const measured: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    say(`round ${round} of ${rounds}`);
    measured.push(await measureRound(rows, isServer));
  }
  say('single POSTs');
  const singles = await withServer(async ({ url }) => {
    const usage = JSON.stringify({ ...benchUsages(1)[0], id: undefined });
    const pairs: { nothing: number; stored: number }[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const nothing = await singlesOver(url, '/usage/batch', '[]');
      pairs.push({ nothing, stored: await singlesOver(url, '/usage', usage) });
    }
    return pairs;
  });
  if (memory > 0) say(`memory up to ${memory} usages`);
  const measurements: Measurements = {
    machine: `On ${cpus().length} cores (${cpus()[0]!.model}), Node ${process.version}, ${store}`,
    isServer,
    rows,
    rounds: measured,
    singles,
    memory: memory > 0 ? await measureMemory(memory) : undefined,
  };
  closeConnections();
  return measurements;
};
