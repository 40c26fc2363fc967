import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { WebSocket } from 'ws';
import { EventStream } from '../support/event-stream.js';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';

let app: NestFastifyApplication;
let url: string;
beforeAll(async () => {
  app = await openHttpApp({}, { withoutRollups: true });
  await app.listen(0, '127.0.0.1');
  url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
});
afterAll(async () => {
  const closed = app.close();
  // Clients keep their connections for a next request.
  setTimeout(() => app.getHttpServer().closeAllConnections(), 500).unref();
  await closed;
});

const record = async (): Promise<void> => {
  const response = await fetch(`${url}${API}/usage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pattern_id: PATTERN, outcome: 'success' }),
  });
  expect(response.status).toBe(201);
};

it('tells an event stream and a socket of the same usage', async () => {
  await record();
  const controller = new AbortController();
  const stream = await fetch(`${url}${API}/stream?pattern_ids=${PATTERN}`, { signal: controller.signal });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/pattern-metrics?pattern_ids=${PATTERN}`);
  const told: string[] = [];
  socket.on('message', (data: Buffer) => told.push(data.toString()));
  await once(socket, 'open');
  socket.send('no JSON');
  socket.send(JSON.stringify({ type: 'subscribe', pattern_ids: [PATTERN] }));
  await record();
  const { value } = await stream.body!.getReader().read();
  expect(Buffer.from(value as Uint8Array).length).toBeGreaterThan(0);
  if (told.length === 0) await once(socket, 'message');
  expect(told.length).toBeGreaterThan(0);
  controller.abort();
  socket.close();
  await once(socket, 'close');
});

it('tells of a retired pattern that is used, once for each use', async () => {
  const put = (state: string): Promise<unknown> =>
    fetch(`${url}${API}/patterns/${PATTERN}/state`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state }),
    });
  const stream = await EventStream.open(`${url}${API}/stream`);
  const seen = (type: string): number => stream.events.filter((event) => event.type === type).length;
  await stream.until(() => seen('metrics_update') >= 1);
  await record();
  await stream.until(() => seen('usages') >= 1);
  await put('retired');
  await record();
  await stream.until(() => seen('retired_usage') >= 1);
  const told = stream.events.find(({ type }) => type === 'retired_usage');
  const { lastId } = stream;
  expect(told!.patterns).toEqual([
    { pattern_id: PATTERN, pattern_name: 'pattern_7f9c24e5', usage_count_last_5min: stream.countOf(PATTERN) },
  ]);
  await put('active');
  await record();
  await stream.until(() => seen('usages') >= 3);
  expect(seen('retired_usage')).toBe(1);
  stream.close();
  // Who was there before is told when it comes back.
  const since = stream.events.find(({ type }) => type === 'metrics_update')!.id;
  const resumed = await EventStream.open(`${url}${API}/stream`, { 'Last-Event-ID': since });
  await resumed.until(({ events }) => events.some(({ type }) => type === 'retired_usage'));
  resumed.close();
  const later = await EventStream.open(`${url}${API}/stream`, { 'Last-Event-ID': lastId });
  await later.until(({ events }) => events.some(({ type }) => type === 'metrics_update'));
  expect(later.events.map(({ type }) => type)).not.toContain('retired_usage');
  later.close();
});

it('refuses an unknown pattern before anything opens', async () => {
  const unknown = '00000000-0000-4000-8000-000000000000';
  expect((await fetch(`${url}${API}/stream?pattern_ids=${unknown}`)).status).toBe(422);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/pattern-metrics?pattern_ids=${unknown}`);
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toContain('422');
});
