import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MAX_EXPORTS } from '../../src/analytics/export/export-file.js';
import { endThread } from '../support/end-thread.js';
import { record, success } from '../support/record-usages.js';
import { scratchDataDir } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

const API = 'api/pattern-analytics';

let server: ServerProcess;
let url: string;
const start = async (env: Readonly<Record<string, string>>): Promise<void> => {
  server = ServerProcess.spawn({ DATA_DIR: scratchDataDir(), ...env });
  url = await server.listening();
};
afterEach(async () => {
  await server.kill('SIGKILL');
});

/** More than what is between the two ends holds, also when it is compressed. */
const recordMuch = async (): Promise<void> => {
  for (let batch = 0; batch < 8; batch += 1) {
    const usages = Array.from({ length: 100 }, () => ({
      pattern_id: randomUUID(),
      outcome: 'success',
      context: { fill: randomBytes(15_000).toString('hex') },
    }));
    await record(url, ...usages);
  }
};

const beginExport = async (format: string): Promise<IncomingMessage> => {
  const asked = get(`${url}/${API}/usages/export?time_range=1d&format=${format}`, { agent: false });
  // Cutting it is what the tests are about; who reads it is told as well.
  asked.on('error', () => undefined);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response;
};

/** Reads to the end; how many bytes there were, or that it was cut. */
const readAll = async (response: IncomingMessage): Promise<number | 'cut'> => {
  let bytes = 0;
  try {
    for await (const chunk of response) bytes += (chunk as Buffer).length;
  } catch {
    return 'cut';
  }
  return response.complete ? bytes : 'cut';
};

describe('who does not read', () => {
  beforeEach(() => start({ IDLE_TIMEOUT_SECONDS: '8' }), 60_000);

  it('has an export no longer than the idle timeout, and it makes room for others', async () => {
    await recordMuch();
    const unread = await Promise.all(Array.from({ length: MAX_EXPORTS }, () => beginExport('ndjson')));
    expect(unread.map(({ statusCode }) => statusCode)).toEqual(Array(MAX_EXPORTS).fill(200));
    const refused = await beginExport('ndjson');
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, expect.any(String)]);
    refused.resume();
    // Once there is room for as many again, each of them was cut.
    await until(async () => {
      const again = await Promise.all(Array.from({ length: MAX_EXPORTS }, () => beginExport('csv')));
      for (const response of again) response.destroy();
      return again.every(({ statusCode }) => statusCode === 200);
    });
    await until(async () => {
      const again = await beginExport('csv');
      const bytes = await readAll(again);
      return again.statusCode === 200 && bytes !== 'cut' && bytes > 20_000_000;
    });
    expect(await Promise.all(unread.map(readAll))).toEqual(Array(MAX_EXPORTS).fill('cut'));
  }, 120_000);

  it('follows what changes no longer than the idle timeout, once nothing more fits on the way', async () => {
    const ids = Array.from({ length: 1000 }, () => randomUUID());
    const name = 'x'.repeat(256);
    const recordAll = (): Promise<unknown> =>
      record(url, ...ids.map((id) => success(id, { pattern_name: name })));
    const followers = async (): Promise<string> => {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return /^pattern_usage_live_clients\{kind="sse"\} (\d+)$/m.exec(metrics)![1]!;
    };
    await recordAll();
    const dead = connect(Number(new URL(url).port), '127.0.0.1');
    dead.pause();
    dead.on('error', () => undefined);
    dead.write(`GET /${API}/stream HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await until(async () => (await followers()) === '1');
    // On a busy machine a request may itself be cut by so short a timeout.
    while ((await followers()) === '1') await recordAll().catch(() => undefined);
    expect(await followers()).toBe('0');
    dead.destroy();
  }, 120_000);
});

it('a Parquet file whose thread ends is cut, its room is free again, and the next one is whole', async () => {
  await start({ NODE_OPTIONS: '--inspect=127.0.0.1:0' });
  await recordMuch();
  for (let round = 0; round < MAX_EXPORTS + 1; round += 1) {
    const response = await beginExport('parquet');
    expect(response.statusCode).toBe(200);
    await endThread(server, 'parquet.worker.js', 'process.exit(7)');
    expect(await readAll(response)).toBe('cut');
  }
  expect(server.output).toMatch(
    /usages_\S+\.parquet broke off: The thread that writes Parquet ended with 7\./,
  );
  expect(await readAll(await beginExport('parquet'))).toBeGreaterThan(10_000_000);
}, 120_000);
