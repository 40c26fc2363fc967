import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuidV7 } from 'uuid';
import { NdjsonUpload } from '../support/ndjson-upload.js';
import { scratchDataDir } from '../support/scratch.js';
import { spawnedServers } from '../support/spawned-servers.js';
import { totalUsages } from '../support/total-usages.js';
import { until } from '../support/until.js';

const API = 'api/pattern-analytics';
const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';

const start = spawnedServers();

const lines = (count: number, errorLength: number): string[] =>
  Array.from({ length: count }, () =>
    JSON.stringify({
      id: uuidV7(),
      pattern_id: PATTERN,
      outcome: 'error',
      error_message: 'x'.repeat(errorLength),
    }),
  );

describe('SIGTERM', () => {
  it('ends an upload that goes on, and its client, told or cut, sends it again for exact counts', async () => {
    const env = { DATA_DIR: scratchDataDir(), SHUTDOWN_TIMEOUT_SECONDS: '60' };
    const server = start(env);
    const url = await server.listening();
    const all = lines(10_000, 20);
    const upload = NdjsonUpload.start(url);
    // The last ones would come later.
    const sending = upload.send(all.slice(0, -1000));
    await until(async () => (await totalUsages(url)) >= 2000);
    const exit = server.kill('SIGTERM');
    const ended = await upload.ended;
    await sending;
    // The rest of the time was there to write what had come, and was not needed for anything else.
    expect(await exit).toEqual({ code: 0, signal: null });
    expect(server.output).toContain('Stopped.');

    const again = await start(env).listening();
    const stored = await totalUsages(again);
    expect(stored).toBeGreaterThanOrEqual(2000);
    expect(stored).toBeLessThanOrEqual(all.length - 1000);
    if (ended !== 'cut') {
      expect(ended.status).toBe(503);
      expect(ended.body).toContain(
        `The server is shutting down; the ${stored} usages before are taken, send the others again.`,
      );
    }
    const repeated = NdjsonUpload.start(again);
    await repeated.send(all);
    expect(await repeated.end()).toMatchObject({
      status: 200,
      body: JSON.stringify({
        received: all.length,
        stored: all.length - stored,
        duplicates: stored,
        rejected: 0,
        errors: [],
      }),
    });
    expect(await totalUsages(again)).toBe(all.length);
  }, 120_000);

  it('cuts an export that is read too slowly, so that nobody takes it for a whole one', async () => {
    const server = start({ DATA_DIR: scratchDataDir(), SHUTDOWN_TIMEOUT_SECONDS: '2' });
    const url = await server.listening();
    const upload = NdjsonUpload.start(url);
    // More than what is between the two ends holds.
    await upload.send(lines(6000, 3000));
    expect(await upload.end()).toMatchObject({ status: 200 });
    const [response] = (await once(
      get(`${url}/${API}/usages/export?format=ndjson&time_range=1d`, { agent: false }),
      'response',
    )) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    await once(response, 'readable');
    expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    await expect(text(response)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(response.complete).toBe(false);
  }, 120_000);
});
