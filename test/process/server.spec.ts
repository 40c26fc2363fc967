import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { scratchDataDir, scratchDir } from '../support/scratch.js';
import { spawnedServers } from '../support/spawned-servers.js';

const API = 'api/pattern-analytics';
const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';

const start = spawnedServers();

const post = async (url: string, usage: object): Promise<{ id: string; created_at: string } | undefined> => {
  try {
    const response = await fetch(`${url}/${API}/usage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(usage),
    });
    return response.status === 201
      ? ((await response.json()) as { id: string; created_at: string })
      : undefined;
  } catch {
    return undefined;
  }
};

const total = async (url: string, query = 'time_range=1d&group_by=hour'): Promise<number> => {
  const response = await fetch(`${url}/${API}/usage-stats?${query}`);
  const { patterns } = (await response.json()) as { patterns: { total_usage: number }[] };
  return patterns.reduce((sum, pattern) => sum + pattern.total_usage, 0);
};

describe('a server killed with -9', () => {
  it('has every acknowledged usage after the restart, three times over', async () => {
    const DATA_DIR = scratchDataDir();
    const acknowledged = new Set<string>();
    let unanswered = 0;
    for (let round = 0; round < 3; round += 1) {
      const server = start({ DATA_DIR });
      const url = await server.listening();
      const stored = await total(url);
      expect(stored).toBeGreaterThanOrEqual(acknowledged.size);
      // What was sent when the server died may be stored without having been acknowledged.
      expect(stored).toBeLessThanOrEqual(acknowledged.size + unanswered);
      const before = acknowledged.size;
      const client = async (): Promise<void> => {
        while (acknowledged.size - before < 150) {
          const recorded = await post(url, { pattern_id: PATTERN, outcome: 'success' });
          if (recorded) acknowledged.add(recorded.id);
          else unanswered += 1;
        }
        // By the first client that comes here, while the others wait for their answers.
        await server.kill('SIGKILL');
      };
      await Promise.all(Array.from({ length: 8 }, client));
    }
    const server = start({ DATA_DIR });
    const url = await server.listening();
    expect(acknowledged.size).toBeGreaterThanOrEqual(450);
    const stored = await total(url);
    expect(stored).toBeGreaterThanOrEqual(acknowledged.size);
    expect(stored).toBeLessThanOrEqual(acknowledged.size + unanswered);
    await server.kill('SIGTERM');
  }, 120_000);

  it('comes up where its very first start was cut off', async () => {
    const DATA_DIR = scratchDir();
    for (const ms of [300, 1500, 2500]) {
      const server = start({ DATA_DIR });
      await new Promise((done) => setTimeout(done, ms));
      await server.kill('SIGKILL');
    }
    const url = await start({ DATA_DIR }).listening();
    expect(await post(url, { pattern_id: PATTERN, outcome: 'success' })).toBeDefined();
  }, 60_000);
});

describe('a second server', () => {
  it('on the same directory is refused with a sentence, and the first goes on', async () => {
    const DATA_DIR = scratchDataDir();
    const first = start({ DATA_DIR });
    const url = await first.listening();
    const second = start({ DATA_DIR });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.output).toMatch(
      /^The data directory \S+ is in use by process \d+ on host \S+; stop it or set DATA_DIR to another directory\.\n$/,
    );
    expect(await post(url, { pattern_id: PATTERN, outcome: 'success' })).toBeDefined();
  });

  it('on the same port is refused with a sentence', async () => {
    const url = await start({ DATA_DIR: scratchDataDir() }).listening();
    const second = start({ DATA_DIR: scratchDataDir(), PORT: new URL(url).port });
    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.output).toContain('is in use: stop the other server or set PORT.');
  });
});

describe('a wrong value in the environment', () => {
  it('is refused by name', async () => {
    const server = start({ DATA_DIR: scratchDir(), PORT: '80530', LOG_LEVEL: 'loud' });
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(server.output).toBe(
      'Wrong configuration: PORT must be a whole number from 0 to 65535; LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.\n',
    );
  });
});

describe('SIGTERM', () => {
  it('lets requests in flight end, stores what was accepted and exits with 0 within 10 s', async () => {
    const DATA_DIR = scratchDataDir();
    const server = start({ DATA_DIR });
    const url = await server.listening();
    const idle = connect(Number(new URL(url).port), '127.0.0.1');
    let answered = 0;
    let refused = 0;
    let isStopping = false;
    const client = async (): Promise<void> => {
      while (!isStopping) {
        if (await post(url, { pattern_id: PATTERN, outcome: 'success' })) answered += 1;
        else refused += 1;
      }
    };
    const clients = Array.from({ length: 8 }, client);
    const batch = Array.from({ length: 5000 }, () => ({ pattern_id: PATTERN, outcome: 'failure' }));
    await new Promise((done) => setTimeout(done, 300));
    const large = fetch(`${url}/${API}/usage/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(batch),
    });
    await new Promise((done) => setTimeout(done, 100));
    expect(refused).toBe(0);
    isStopping = true;
    const stop = performance.now();
    const exit = await server.kill('SIGTERM');
    const response = await large;
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ stored: 5000 });
    expect(exit).toEqual({ code: 0, signal: null });
    expect(performance.now() - stop).toBeLessThan(10_000);
    // Nobody is waited for on a connection that nothing came on.
    expect(server.output).not.toContain('Cutting the connections');
    await Promise.all(clients);
    idle.destroy();
    expect(answered).toBeGreaterThan(0);
    const again = await start({ DATA_DIR }).listening();
    expect(await total(again)).toBe(answered + 5000);
  }, 60_000);
});

describe('a server whose log nobody reads any more', () => {
  it('goes on, and stops when it is told to', async () => {
    const server = start({ DATA_DIR: scratchDataDir(), LOG_LEVEL: 'debug' });
    const url = await server.listening();
    server.closeOutput();
    expect(await post(url, { pattern_id: PATTERN, outcome: 'success' })).toMatchObject({ duplicate: false });
    expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  }, 30_000);
});

describe('the time zone of the process', () => {
  it('does not matter', async () => {
    const day = 86_400_000;
    const today = Math.floor(Date.now() / day) * day;
    const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * day - 28 * day;
    const times = [monday - 1, monday, monday + 3 * day, monday + 7 * day - 1, monday + 7 * day];
    const answers = await Promise.all(
      ['Pacific/Kiritimati', 'America/St_Johns'].map(async (TZ) => {
        const url = await start({ DATA_DIR: scratchDataDir(), TZ }).listening();
        for (const time of times) {
          const created_at = new Date(time).toISOString();
          const recorded = await post(url, { pattern_id: PATTERN, outcome: 'success', created_at });
          expect(Date.parse(recorded!.created_at)).toBe(time);
        }
        const answer = await fetch(`${url}/${API}/usage-stats?time_range=90d&group_by=week`);
        return ((await answer.json()) as { patterns: [{ usage_data: unknown }] }).patterns[0].usage_data;
      }),
    );
    const expected = [-7, 0, 7].map((days, index) => ({
      timestamp: new Date(monday + days * day).toISOString().replace('.000', ''),
      count: [1, 3, 1][index],
    }));
    expect(answers).toEqual([expected, expected]);
  });
});
