import { execFile } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v4 as uuidV4, validate, version } from 'uuid';
import {
  BufferFullError,
  type ClientError,
  ClosedError,
  PatternUsageClient,
  RefusedError,
  UnavailableError,
  type UsageInput,
} from '../../src/client/index.js';
import { makeUuidV7 } from '../../src/client/make-uuid-v7.js';
import { retryAfterMs, retryDelay } from '../../src/client/retry-delay.js';
import { uuidV7Time } from '../../src/common/uuid.js';
import { FlakyProxy } from '../support/flaky-proxy.js';
import { freePort } from '../support/port.js';
import { scratchDataDir } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';
import { totalUsages } from '../support/total-usages.js';

const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const CLIENT = join(import.meta.dirname, '../../dist/src/client/index.js');

const usage = (more: Partial<UsageInput> = {}): UsageInput => ({
  pattern_id: PATTERN,
  outcome: 'success',
  ...more,
});

let server: ServerProcess;
let url: string;
beforeAll(async () => {
  server = ServerProcess.spawn({ DATA_DIR: scratchDataDir(), BODY_LIMIT_BYTES: '20000' });
  url = await server.listening();
});
afterAll(() => server.kill('SIGTERM'));

const clients: PatternUsageClient[] = [];
const open = (...options: ConstructorParameters<typeof PatternUsageClient>): PatternUsageClient => {
  const client = new PatternUsageClient(...options);
  clients.push(client);
  return client;
};
let scripted: Server | undefined;
/** An HTTP server that says what the test has it say. */
const script = async (listener: RequestListener): Promise<string> => {
  scripted = createServer(listener);
  await new Promise<void>((done) => scripted!.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(scripted.address() as AddressInfo).port}`;
};
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  scripted?.closeAllConnections();
  scripted?.close();
});

describe('PatternUsageClient', () => {
  it('counts each usage once over a network that loses connections and answers', async () => {
    const proxy = await FlakyProxy.start(Number(new URL(url).port));
    const before = await totalUsages(url);
    const client = open({ url: proxy.url, batchItems: 40 });
    const recorded = await Promise.all(Array.from({ length: 2000 }, () => client.recordUsage(usage())));
    await proxy.stop();
    expect(new Set(recorded.map(({ id }) => id)).size).toBe(2000);
    expect((await totalUsages(url)) - before).toBe(2000);
    // Stored, its answer lost, sent again.
    expect(recorded.some(({ duplicate }) => duplicate)).toBe(true);
    for (const times of Object.values(proxy.broken)) expect(times).toBeGreaterThan(0);
  });

  it('answers with what the server keeps, and asks the original’s questions', async () => {
    const client = open({ url: `${url}/` });
    const pattern_id = uuidV4();
    const created_at = '2026-03-01T13:00:00.5+01:00';
    const first = await client.recordUsage(usage({ pattern_id, id: uuidV4(), created_at, quality_score: 1 }));
    expect(first).toMatchObject({ pattern_id, created_at: '2026-03-01T12:00:00.500Z', duplicate: false });
    const second = await client.recordUsage(usage({ pattern_id, outcome: 'error' }));
    expect(second.created_at).toBe(new Date(uuidV7Time(second.id)!).toISOString().replace('.000Z', 'Z'));

    const totals = await client.getUsageStats(pattern_id, 87_600);
    expect(totals).toMatchObject({ time_range_hours: 87_600, patterns: [{ total_usages: 2 }] });
    expect(totals.patterns[0]!.first_used).toBe(first.created_at);
    expect((await client.getUsageStats()).total_patterns).toBeGreaterThan(0);
    const buckets = await client.getUsageStats(pattern_id, { timeRange: '1d', groupBy: 'week' });
    expect(buckets).toMatchObject({ granularity: 'week', patterns: [{ total_usage: 1 }] });
    expect(await client.getPatternEffectiveness(pattern_id, 87_600)).toMatchObject({
      components: { success_rate: 0.5, average_quality: 1 },
    });
    await expect(client.getUsageStats(null, 0.5)).rejects.toMatchObject({ code: 'refused', status: 422 });
  });

  // Dots alone would be a step up in a path.
  it.each([
    // By Python's uuid.uuid5.
    ['acme/x', '222d6222-2198-53b7-b863-297a42073097'],
    ['Größe 🚀, 100 %', '526cc0e8-2d60-5b59-9b97-30b9180edee1'],
    ['..', 'd1b9a9f5-c12a-5a33-9ad6-8ff65810ec9d'],
  ])('records and finds a pattern by its name, %s', async (pattern, pattern_id) => {
    const client = open({ url });
    expect(await client.recordUsage({ pattern, outcome: 'success' })).toMatchObject({ pattern_id });
    for (const named of [pattern, pattern_id]) {
      const { patterns } = await client.getUsageStats(named);
      expect(patterns).toMatchObject([{ pattern_id, pattern_name: pattern, total_usages: 1 }]);
      const { metrics } = await client.getPatternEffectiveness(named);
      expect(metrics).toMatchObject({ pattern_id, pattern_name: pattern, total_usages: 1 });
    }
    const days = await client.getUsageStats(pattern, { timeRange: '1d' });
    expect(days.patterns).toMatchObject([{ pattern_id, total_usage: 1 }]);
    await expect(client.recordUsage({ ...usage(), pattern })).rejects.toThrow('which are two patterns');
  });

  it('rejects what is refused alone, in the server’s words', async () => {
    const client = open({ url });
    const large = usage({ context: { text: 'x'.repeat(30_000) } });
    const usages = [
      usage(),
      usage({ quality_score: 7 }),
      large,
      usage({ id: uuidV4() }),
      usage({ quality_score: NaN }),
      usage({ context: { n: 10n } }),
      usage(),
    ];
    const settled = await Promise.allSettled(usages.map((one) => client.recordUsage(one)));
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      ...Array.from({ length: 5 }, () => 'rejected'),
      'fulfilled',
    ]);
    const reasons = settled.map((one) => (one.status === 'rejected' ? (one.reason as RefusedError) : null));
    expect(reasons[1]).toMatchObject({
      code: 'refused',
      message: 'quality_score is 7; it must be a number from 0 to 1.',
      violations: [{ pointer: '/quality_score', code: 'out_of_range' }],
    });
    expect(reasons[2]).toMatchObject({ status: 413 });
    expect(reasons[3]!.violations).toMatchObject([{ pointer: '/created_at', code: 'required' }]);
    expect(reasons[4]!.message).toContain('quality_score is NaN');
    expect(reasons[5]!.message).toContain('BigInt');
  });

  it('has a bounded buffer, and takes nothing once it is closed', async () => {
    const refused: ClientError[] = [];
    const client = open({
      url,
      bufferItems: 2,
      batchDelayMs: 60_000,
      onError: (error) => refused.push(error),
    });
    const taken = [client.recordUsage(usage()), client.recordUsage(usage())];
    await expect(client.recordUsage(usage())).rejects.toBeInstanceOf(BufferFullError);
    await client.flush();
    await Promise.all(taken);
    const last = client.recordUsage(usage());
    await client[Symbol.asyncDispose]();
    await last;
    await expect(client.recordUsage(usage())).rejects.toBeInstanceOf(ClosedError);
    expect(refused.map(({ code }) => code)).toEqual(['buffer_full', 'closed']);
    await expect(open({ url, bufferLength: 10 }).recordUsage(usage())).rejects.toBeInstanceOf(
      BufferFullError,
    );
  });

  it('is flushed when a program ends by itself', async () => {
    const before = await totalUsages(url);
    const program = `
      const { PatternUsageClient } = await import(${JSON.stringify(CLIENT)});
      const client = new PatternUsageClient({ url: ${JSON.stringify(url)}, batchDelayMs: 3600000 });
      for (let i = 0; i < 3; i += 1) void client.recordUsage({ pattern_id: '${PATTERN}', outcome: 'success' });`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    expect((await totalUsages(url)) - before).toBe(3);
  });

  it('tries again where the server has no time, shows its key, and honours what it is told', async () => {
    const statuses = [503, 429, 502, 504, 200];
    const keys: unknown[] = [];
    const address = await script((request, response) => {
      keys.push(request.headers.authorization);
      response.writeHead(statuses[keys.length - 1]!, { 'retry-after': '0' }).end('{"patterns":[]}');
    });
    const client = open({ url: address, apiKey: 'secret' });
    expect(await client.getUsageStats()).toEqual({ patterns: [] });
    expect(keys).toEqual(statuses.map(() => 'Bearer secret'));
  });

  it('gives up in the end, with a sentence', async () => {
    const away = open({ url: `http://127.0.0.1:${await freePort()}`, retryForMs: 0 });
    await expect(away.recordUsage(usage())).rejects.toThrow(
      /^http:.* does not answer \(.*ECONNREFUSED.*\)\. It was tried once\.$/,
    );
    await expect(away.getUsageStats()).rejects.toBeInstanceOf(UnavailableError);
    const silent = open({ url: await script(() => undefined), retryForMs: 0, requestTimeoutMs: 50 });
    await expect(silent.getUsageStats()).rejects.toBeInstanceOf(UnavailableError);
    expect(() => open({ url: 'localhost:8053' })).toThrow('localhost:8053 is no address');
  });

  it('does not take anything for a tracker', async () => {
    const answers = ['<html>', '{}', '{"results":[],"errors":[]}'];
    const address = await script((_, response) => response.end(answers.shift()));
    const client = open({ url: address });
    for (let count = answers.length; count > 0; count -= 1) {
      await expect(client.recordUsage(usage())).rejects.toBeInstanceOf(RefusedError);
    }
    const nowhere = open({ url: `${url}/elsewhere` });
    await expect(nowhere.recordUsage(usage())).rejects.toMatchObject({ code: 'refused', status: 404 });
  });
});

describe('retryDelay', () => {
  it('doubles its bound up to ten seconds, takes any part of it, and waits at least as asked', () => {
    expect([1, 2, 3, 8, 30].map((attempt) => retryDelay(attempt, 0, 1))).toEqual([
      100, 200, 400, 10_000, 10_000,
    ]);
    expect(retryDelay(5, 0, 0)).toBe(0);
    expect(retryDelay(1, 2000, 0.5)).toBe(2050);
    expect(retryDelay(1, 86_400_000, 0)).toBe(60_000);
  });

  it('reads Retry-After as seconds or a date', () => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    expect(
      [null, '3', 'soon', 'Sun, 01 Mar 2026 12:00:07 GMT', 'Sun, 01 Mar 2026 11:00:00 GMT'].map((text) =>
        retryAfterMs(text, now),
      ),
    ).toEqual([0, 3000, 0, 7000, 0]);
  });
});

describe('makeUuidV7', () => {
  it('carries its time, and no two are the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (now) => {
        const id = makeUuidV7(now);
        expect([validate(id), version(id), uuidV7Time(id)]).toEqual([true, 7, now]);
        expect(makeUuidV7(now)).not.toBe(id);
      }),
    );
  });
});
