import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { EventStream } from '../support/event-stream.js';
import { LiveSocket } from '../support/live-socket.js';
import { record, send, success } from '../support/record-usages.js';
import { scratchDataDir } from '../support/scratch.js';
import { ServerProcess } from '../support/server-process.js';

const API = '/api/pattern-analytics';
const ORIGIN = 'https://dash.example.org';

const servers: ServerProcess[] = [];
const start = async (env: Readonly<Record<string, string>> = {}): Promise<[string, ServerProcess]> => {
  const server = ServerProcess.spawn({ DATA_DIR: scratchDataDir(), ...env });
  servers.push(server);
  return [await server.listening(), server];
};

let url: string;
let server: ServerProcess;
beforeAll(async () => {
  [url, server] = await start({ CORS_ORIGINS: ORIGIN });
}, 60_000);
const open: { close(): void }[] = [];
const follow = async (query = '', headers: Record<string, string> = {}, at = url): Promise<EventStream> => {
  const stream = await EventStream.open(`${at}${API}/stream${query}`, headers);
  open.push(stream);
  return stream;
};
const connectTo = async (
  at: string,
  query = '',
  headers: Record<string, string> = {},
): Promise<LiveSocket> => {
  const socket = await LiveSocket.open(at, query, headers);
  open.push(socket.ws);
  return socket;
};
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(async () => {
  await Promise.all(servers.map((one) => one.kill('SIGKILL')));
});

describe('a stream', () => {
  it('begins with a snapshot, and goes on with what changed alone', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    await record(
      url,
      success(a, { quality_score: 0.25, pattern_name: 'Retry' }),
      { pattern_id: a, outcome: 'error' },
      success(b),
    );
    const stream = await (await follow()).until(({ events }) => events.length > 0);
    expect(stream.events[0]).toMatchObject({ type: 'metrics_update', snapshot: true, complete: true });
    await stream.until((view) => view.countOf(a) === 2 && view.countOf(b) === 1);
    expect(stream.patterns.get(a)).toEqual({
      pattern_id: a,
      pattern_name: 'Retry',
      usage_count_last_5min: 2,
      success_rate: 0.5,
      latest_quality: 0.25,
    });
    expect(stream.patterns.get(b)).toMatchObject({
      pattern_name: `pattern_${b.slice(0, 8)}`,
      latest_quality: null,
    });

    const before = stream.events.length;
    await record(url, success(b, { quality_score: 0.5 }));
    await stream.until((view) => view.countOf(b) === 2);
    const since = stream.events.slice(before);
    expect(since.flatMap(({ patterns = [] }) => patterns.map((pattern) => pattern.pattern_id))).toEqual([b]);
    const [usages] = since.filter(({ type }) => type === 'usages');
    expect(usages).toMatchObject({ recorded: 1, amended: 0, outcomes: { success: 1, failure: 0 } });
  });

  it('tells of amendments, names and late usages, and of no repetition', async () => {
    const [id, execution_id] = [randomUUID(), randomUUID()];
    const usage = success(id, { id: randomUUID(), created_at: new Date().toISOString() });
    const stream = await (await follow()).until(({ events }) => events.length > 0);
    await send(url, '/feedback', { pattern_id: id, execution_id, success: true, quality_score: 0.5 });
    await stream.until((view) => view.patterns.get(id)?.success_rate === 1);
    await send(url, '/feedback', { pattern_id: id, execution_id, success: false, quality_score: 0.125 });
    await stream.until((view) => view.patterns.get(id)?.success_rate === 0);
    expect(stream.patterns.get(id)).toMatchObject({ usage_count_last_5min: 1, latest_quality: 0.125 });
    await send(url, `/patterns/${id}`, { name: 'Circuit breaker' }, 'PUT');
    await stream.until((view) => view.patterns.get(id)?.pattern_name === 'Circuit breaker');

    await record(url, success(id, { created_at: '2026-01-01T00:00:00Z' }));
    await record(url, usage);
    await record(url, usage);
    await record(url, success(id));
    await stream.until((view) => view.countOf(id) === 3);
    const told = (key: 'recorded' | 'amended'): number =>
      stream.events.reduce((sum, event) => sum + (event[key] ?? 0), 0);
    await stream.until(() => told('recorded') === 4);
    expect(told('amended')).toBe(1);

    const erased = await fetch(`${url}${API}/patterns/${id}/usages?forget=true`, { method: 'DELETE' });
    expect(erased.status).toBe(200);
    await stream.until((view) => view.countOf(id) === 0);
    await stream.until((view) => view.patterns.get(id)?.pattern_name === `pattern_${id.slice(0, 8)}`);
    expect(stream.patterns.get(id)).toMatchObject({ success_rate: null, latest_quality: null });
  });

  it('goes on where it was cut, without a gap, and begins anew where that is not known', async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
    await record(url, success(a), success(b), success(c));
    const stream = await (await follow()).until((view) => view.countOf(c) === 1);
    const id = stream.events.findLast(({ type }) => type === 'metrics_update')!.id;
    stream.close();
    await record(url, success(a));
    await record(url, success(b), success(b));
    const resumed = await follow('', { 'last-event-id': id });
    await resumed.until((view) => view.countOf(a) === 2 && view.countOf(b) === 3);
    expect(resumed.events.some(({ snapshot }) => snapshot)).toBe(false);
    expect(resumed.patterns.has(c)).toBe(false);
    expect(resumed.events.reduce((sum, { recorded = 0 }) => sum + recorded, 0)).toBe(3);

    const socket = await connectTo(url, `?since=${id}`);
    await socket.until((view) => view.countOf(b) === 3);
    expect(socket.events.some(({ snapshot }) => snapshot)).toBe(false);
    for (const odd of ['0000beef-3', `${id.split('-')[0]!}-999999999`, 'nonsense']) {
      const again = await (await follow(`?since=${odd}`)).until(({ events }) => events.length > 0);
      expect(again.events[0]!.snapshot).toBe(true);
    }
  });

  it('is told only what it asks for, and refused before it opens where that is unknown', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    await record(url, success(a));
    const stream = await follow(`?pattern_ids=${a.toUpperCase()}`);
    const socket = await connectTo(url, `?pattern_ids=${a}`);
    await record(url, success(b));
    await record(url, success(a));
    for (const view of [stream, socket]) {
      await view.until((one) => one.countOf(a) === 2);
      expect([...view.patterns.keys()]).toEqual([a]);
    }
    const unknown = randomUUID();
    for (const query of [
      `?pattern_ids=${a},${unknown}`,
      '?pattern_ids=7f9c',
      '?pattern_ids=',
      '?patterns=1',
    ]) {
      const response = await fetch(`${url}${API}/stream${query}`);
      expect([query, response.status]).toEqual([query, 422]);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      await expect(connectTo(url, query)).rejects.toThrow(/^422: .*invalid-input/);
    }
    await expect(connectTo(url, `?pattern_ids=${unknown}`)).rejects.toThrow(unknown);
  });

  it('keeps little for who does not read, and brings him up to date', async () => {
    const ids = Array.from({ length: 2000 }, () => randomUUID());
    const name = 'x'.repeat(256);
    await record(url, ...ids.map((id) => success(id, { pattern_name: name })));
    const memory = (): number =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))![1]) / 1024;
    const reader = await (await follow()).until((view) => ids.every((id) => view.countOf(id) === 1));
    const sloth = connect(Number(new URL(url).port), '127.0.0.1');
    sloth.write(`GET ${API}/stream HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    sloth.pause();
    const before = memory();
    const sent = reader.events.length;
    for (let round = 2; round <= 40; round += 1) {
      await record(url, ...ids.map((id) => success(id)));
      if (round % 5 === 0) await reader.until((view) => view.countOf(ids[0]!) === round);
    }
    await reader.until((view) => ids.every((id) => view.countOf(id) === 40));
    const updates = reader.events.slice(sent).filter(({ type }) => type === 'metrics_update').length;
    // Each of these updates has a megabyte.
    expect(memory() - before).toBeLessThan(300);
    let text = '';
    sloth.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    sloth.resume();
    const last = `"pattern_id":"${ids.at(-1)!}","pattern_name":"${name}","usage_count_last_5min":`;
    const end = Date.now() + 30_000;
    while (!text.includes(`${last}40`) && Date.now() < end) await sleep(50);
    expect(text).toContain(`${last}40`);
    sloth.destroy();
    expect(text.split('event: metrics_update').length - 1).toBeLessThan(updates);
  }, 120_000);
});

describe('a WebSocket', () => {
  it('follows what it subscribes to', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    await record(url, success(a), success(b));
    const socket = await (await connectTo(url)).until((view) => view.countOf(b) === 1);
    expect(await socket.ask({ type: 'subscribe', pattern_ids: [a.toUpperCase()] })).toEqual({
      type: 'subscribed',
      pattern_ids: [a],
    });
    await socket.until((view) => view.patterns.size === 1);
    expect(await socket.ask({ type: 'subscribe', pattern_ids: [b] })).toMatchObject({ pattern_ids: [a, b] });
    expect(await socket.ask({ type: 'unsubscribe', pattern_ids: [a] })).toMatchObject({ pattern_ids: [b] });
    await socket.until((view) => view.patterns.size === 1);
    await record(url, success(a));
    await record(url, success(b));
    await socket.until((view) => view.countOf(b) === 2);
    expect([...socket.patterns.keys()]).toEqual([b]);
    expect(await socket.ask({ type: 'subscribe' })).toMatchObject({ pattern_ids: null });
    await socket.until((view) => view.countOf(a) === 2);
    expect(await socket.ask({ type: 'unsubscribe' })).toMatchObject({ pattern_ids: [] });
  });

  it('is told what is wrong with a message, and goes on', async () => {
    const id = randomUUID();
    await record(url, success(id));
    const socket = await connectTo(url);
    const many = Array.from({ length: 201 }, () => id);
    const wrong: [string | object, string][] = [
      ['{', 'not JSON'],
      ['[]', 'must be a JSON object'],
      ['null', 'must be a JSON object'],
      [{ type: 'shout' }, 'type is'],
      [{ type: 'subscribe', pattern_ids: ['7f9c'] }, 'pattern_ids is'],
      [{ type: 'subscribe', pattern_ids: many }, 'pattern_ids is'],
      [{ type: 'subscribe', pattern_ids: [randomUUID()] }, 'no such pattern'],
      [{ type: 'unsubscribe', pattern_ids: [id] }, 'All patterns are followed'],
      [{ type: 'subscribe', __proto__x: 1 }, 'There is no field'],
    ];
    for (const [message, words] of wrong) {
      const answer = await socket.ask(message);
      expect(answer).toMatchObject({ type: 'error', problem: { status: 422 } });
      expect(answer.problem!.detail).toContain(words);
    }
    await record(url, success(id));
    await socket.until((view) => view.countOf(id) === 2);

    socket.ws.send('x'.repeat(20_000));
    await socket.until(({ code }) => code !== undefined);
    expect(socket.code).toBe(1009);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('is for pages of this origin and of those that are allowed', async () => {
    for (const origin of [ORIGIN, url]) await connectTo(url, '', { origin });
    await expect(connectTo(url, '', { origin: 'https://evil.example' })).rejects.toThrow(
      /^403: .*CORS_ORIGINS/,
    );
    const other = new WebSocket(`${url.replace('http', 'ws')}/ws/other`);
    const [, response] = await new Promise<[unknown, { statusCode?: number }]>((done) =>
      other.once('unexpected-response', (...answer) => done(answer)),
    );
    expect(response.statusCode).toBe(404);
    const stream = await fetch(`${url}${API}/stream`, { method: 'HEAD', headers: { origin: ORIGIN } });
    expect(stream.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  });
});

describe('a request that asks for another protocol', () => {
  it('is answered as if it had not', async () => {
    const body = JSON.stringify(success(randomUUID()));
    const [first, rest] = [body.slice(0, 10), body.slice(10)];
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.write(
      `POST ${API}/usage HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${first}`,
    );
    await sleep(100);
    socket.write(rest);
    while (!text.includes('duplicate')) await sleep(20);
    expect(text).toMatch(/^HTTP\/1.1 201 /);
    socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    await new Promise((done) => socket.once('close', done));
    expect(text).toContain('HTTP/1.1 200 ');
  });
});

describe('streams', () => {
  it('outlive the idle timeout; more than are allowed are refused with 503, and counted', async () => {
    const [at] = await start({ LIVE_MAX_CLIENTS: '2', IDLE_TIMEOUT_SECONDS: '2' });
    const stream = await follow('', {}, at);
    const socket = await connectTo(at);
    await stream.until(({ comments }) => comments >= 6);
    const id = randomUUID();
    await record(at, success(id));
    for (const view of [stream, socket]) await view.until((one) => one.countOf(id) === 1);

    const refused = await fetch(`${at}${API}/stream`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    expect(await refused.json()).toMatchObject({ type: expect.stringContaining('too-many-streams') });
    await expect(connectTo(at)).rejects.toThrow(/^503: /);
    const metrics = await (await fetch(`${at}/metrics`)).text();
    expect(metrics).toContain('pattern_usage_live_clients{kind="sse"} 1');
    expect(metrics).toContain('pattern_usage_live_clients{kind="websocket"} 1');
    stream.close();
    for (;;) {
      const again = await follow('', {}, at).catch(() => undefined);
      if (again) break;
      await sleep(50);
    }
  });
});

describe('SIGTERM', () => {
  it('ends streams and WebSockets, and the server with them', async () => {
    const [at, stopping] = await start({ SHUTDOWN_TIMEOUT_SECONDS: '60' });
    const stream = await follow('', {}, at);
    const socket = await connectTo(at);
    const deaf = connect(Number(new URL(at).port), '127.0.0.1');
    deaf.write(`GET ${API}/stream HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await sleep(200);
    expect(await stopping.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(stopping.output).not.toContain('Cutting the connections');
    await stream.until(({ isEnded }) => isEnded);
    await socket.until(({ code }) => code === 1001);
    deaf.destroy();
  });
});

describe('after a restart', () => {
  it('begins with the last five minutes of the store', async () => {
    const store = { DATA_DIR: scratchDataDir() };
    const [first, one] = await start(store);
    const id = randomUUID();
    const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
    await record(
      first,
      success(id, { quality_score: 0.5, created_at: ago(60), pattern_name: 'Retry' }),
      { pattern_id: id, outcome: 'failure', created_at: ago(30) },
      success(id, { quality_score: 1, created_at: ago(600) }),
    );
    await one.kill('SIGTERM');
    const [second] = await start(store);
    const stream = await (await follow('', {}, second)).until(({ events }) => events.length > 0);
    expect(stream.events[0]!.patterns).toEqual([
      {
        pattern_id: id,
        pattern_name: 'Retry',
        usage_count_last_5min: 2,
        success_rate: 0.5,
        latest_quality: 0.5,
      },
    ]);
  });
});
