import { execSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { freePort } from '../support/port.js';
import { RunningProgram } from '../support/running.js';
import { scratchDataDir, scratchDir } from '../support/scratch.js';
import type { ServerProcess } from '../support/server-process.js';
import { spawnedServers } from '../support/spawned-servers.js';

const API = 'api/pattern-analytics';
const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const TIMESCALE = join(import.meta.dirname, '../support/timescale-server.js');

const programs: RunningProgram[] = [];
const start = spawnedServers();
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop()));
});

const stored = async (url: string): Promise<number> => {
  const response = await fetch(`${url}/${API}/usage-stats?time_range=1d&group_by=hour`);
  const { patterns } = (await response.json()) as { patterns: { total_usage: number }[] };
  return patterns.reduce((sum, pattern) => sum + pattern.total_usage, 0);
};

/** Sends until it is answered, as a client does that keeps its ids. */
const sendUntilTaken = async (url: string, path: string, type: string, body: string): Promise<void> => {
  for (;;) {
    const status = await fetch(`${url}/${API}/${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    }).then(
      (response) => response.status,
      () => undefined,
    );
    if (status === 200 || status === 201) return;
    // Nobody was there to answer, or the store was not.
    expect([undefined, 503]).toContain(status);
    await sleep(20 + Math.random() * 50);
  }
};

/** Clients of every kind until `isOver`; resolves with how many usages they sent, each once taken. */
const load = async (url: string, isOver: () => boolean): Promise<number> => {
  let sent = 0;
  const usages = (count: number): object[] => {
    sent += count;
    return Array.from({ length: count }, () => ({ id: uuidV7(), pattern_id: PATTERN, outcome: 'success' }));
  };
  const until = async (send: () => Promise<void>): Promise<void> => {
    while (!isOver()) await send();
  };
  const single = (): Promise<void> =>
    sendUntilTaken(url, 'usage', 'application/json', JSON.stringify(usages(1)[0]));
  const batch = (): Promise<void> =>
    sendUntilTaken(url, 'usage/batch', 'application/json', JSON.stringify(usages(50)));
  const stream = (): Promise<void> =>
    sendUntilTaken(
      url,
      'usage/batch',
      'application/x-ndjson',
      usages(2500)
        .map((usage) => JSON.stringify(usage))
        .join('\n'),
    );
  await Promise.all([
    ...Array.from({ length: 8 }, () => until(single)),
    until(batch),
    until(batch),
    until(stream),
  ]);
  return sent;
};

describe('every usage of clients that keep their ids is stored once', () => {
  it('whatever kills the server, three times over', async () => {
    const env = { DATA_DIR: scratchDataDir(), PORT: String(await freePort()) };
    let server = start(env);
    const url = await server.listening();
    let isOver = false;
    const sending = load(url, () => isOver);
    for (let round = 0; round < 3; round += 1) {
      await sleep(700 + Math.random() * 600);
      await server.kill('SIGKILL');
      server = start(env);
      await server.listening();
    }
    isOver = true;
    const sent = await sending;
    expect(sent).toBeGreaterThan(1000);
    expect(await stored(url)).toBe(sent);
  }, 120_000);

  it('while TimescaleDB is stopped and started', async () => {
    const port = await freePort();
    const directory = scratchDir();
    const startStore = async (): Promise<RunningProgram> => {
      const program = await RunningProgram.start(
        process.execPath,
        [TIMESCALE, directory, String(port)],
        port,
      );
      programs.push(program);
      return program;
    };
    let store = await startStore();
    const server = start({
      DATA_DIR: scratchDir(),
      DATABASE_URL: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
      DATABASE_POOL_SIZE: '1',
    });
    const url = await server.listening();
    let isOver = false;
    const sending = load(url, () => isOver);
    for (let round = 0; round < 2; round += 1) {
      await sleep(1000);
      await store.stop('SIGKILL');
      await sleep(500);
      store = await startStore();
    }
    await sleep(1000);
    isOver = true;
    const sent = await sending;
    expect(await stored(url)).toBe(sent);
  }, 120_000);
});

const residentMb = ({ pid }: ServerProcess): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;

/** By how much a server grows at the most while something happens. */
const growthMb = async (server: ServerProcess, happens: () => Promise<void>): Promise<number> => {
  const before = residentMb(server);
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, residentMb(server))), 20);
  try {
    await happens();
  } finally {
    clearInterval(watch);
  }
  return most - before;
};

const closed = (socket: Socket): Promise<unknown> => new Promise((done) => socket.once('close', done));

const open = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};

describe('clients that hold on', () => {
  it('with 10,000 connections, idle and half sent, keep nobody else from being served', async () => {
    const server = start({ DATA_DIR: scratchDataDir(), BODY_TIMEOUT_SECONDS: '5' });
    const url = await server.listening();
    const port = Number(new URL(url).port);
    const limit = execSync('ulimit -n').toString().trim();
    const count = limit === 'unlimited' ? 10_000 : Math.min(10_000, Number(limit) - 1000);
    if (process.env['CI'] === 'true') expect(count).toBe(10_000);
    const sockets: Socket[] = [];
    while (sockets.length < count) {
      sockets.push(...(await Promise.all(Array.from({ length: 250 }, () => open(port)))));
    }
    const halfSent = sockets.slice(0, count / 2);
    const cut = halfSent.map(closed);
    for (const socket of halfSent) {
      socket.write(
        `POST /${API}/usage HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{"pattern_id":`,
      );
    }
    for (let round = 0; round < 20; round += 1) {
      const usage = { pattern_id: PATTERN, outcome: 'success' };
      const response = await fetch(`${url}/${API}/usage`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(usage),
      });
      expect(response.status).toBe(201);
    }
    await Promise.all(cut);
    expect(await stored(url)).toBe(20);
    for (const socket of sockets) socket.destroy();
  }, 120_000);

  it('and never read are cut, and cost no memory', async () => {
    const server = start({ DATA_DIR: scratchDataDir(), IDLE_TIMEOUT_SECONDS: '2' });
    const url = await server.listening();
    const document = `${url}/docs-json`;
    const size = (await (await fetch(document)).arrayBuffer()).byteLength;
    const requests = Math.ceil(100_000_000 / size);
    // What the same answers leave behind where they are read is not what this is about.
    for (let read = 0; read < 1000; read += 1) await (await fetch(document)).arrayBuffer();
    const sockets = await Promise.all(Array.from({ length: 4 }, () => open(Number(new URL(url).port))));
    // A socket that is not read does not tell that it was closed; what is written to it then does.
    const poke = setInterval(() => sockets.forEach((socket) => socket.write('x')), 200);
    const growth = await growthMb(server, async () => {
      const gone = sockets.map(closed);
      for (const socket of sockets) {
        socket.pause();
        socket.write('GET /docs-json HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(requests));
      }
      await Promise.all(gone);
    });
    clearInterval(poke);
    // They asked for 400 MB.
    expect(growth).toBeLessThan(100);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  }, 60_000);
});

describe('bodies of any size', () => {
  const NDJSON = 'application/x-ndjson';
  const post = (url: string, type: string, body: RequestInit['body'], headers = {}): Promise<Response> =>
    fetch(`${url}/${API}/usage/batch`, {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      body,
      duplex: 'half',
    });

  it('run through a stream in bounded memory, however slow the store', async () => {
    const server = start({ DATA_DIR: scratchDataDir(), NODE_OPTIONS: '--max-old-space-size=192' });
    const url = await server.listening();
    // Padded, so that the body is large and what the store has to do is not.
    const lines = Array.from({ length: 100 }, () =>
      JSON.stringify({ id: uuidV7(), pattern_id: PATTERN, outcome: 'success' }).padEnd(40_000),
    );
    const chunk = Buffer.from(`${lines.join('\n')}\n`);
    const stream = async (chunks: number): Promise<unknown> => {
      async function* body(): AsyncGenerator<Buffer> {
        for (let sent = 0; sent < chunks; sent += 1) yield await Promise.resolve(chunk);
      }
      const response = await post(url, NDJSON, Readable.toWeb(Readable.from(body())));
      expect(response.status).toBe(200);
      return response.json();
    };
    await stream(10);
    // 400 MB of repetitions, so that the store itself does not grow.
    const growth = await growthMb(server, async () => {
      expect(await stream(100)).toMatchObject({ received: 10_000, duplicates: 10_000 });
    });
    expect(growth).toBeLessThan(100);
  }, 120_000);

  it('are refused by a 413 that names the limit as soon as they decompress to more, and cost no memory', async () => {
    const server = start({ DATA_DIR: scratchDataDir() });
    const url = await server.listening();
    const gzip = createGzip();
    const compressed = buffer(gzip);
    const blank = Buffer.alloc(10_000_000, ' ');
    for (let part = 0; part < 40; part += 1) if (!gzip.write(blank)) await once(gzip, 'drain');
    gzip.end();
    const bomb = new Uint8Array(await compressed);
    const sendBomb = (): Promise<Response> =>
      post(url, 'application/json', bomb, { 'content-encoding': 'gzip' });
    await (await sendBomb()).arrayBuffer();
    const growth = await growthMb(server, async () => {
      for (const response of await Promise.all([sendBomb(), sendBomb(), sendBomb()])) {
        expect(response.status).toBe(413);
        expect(await response.text()).toContain('BODY_LIMIT_BYTES');
      }
    });
    expect(growth).toBeLessThan(200);
  }, 60_000);
});
