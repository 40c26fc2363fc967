import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const ID = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';

let app: NestFastifyApplication;
let port: number;

beforeAll(async () => {
  app = await openHttpApp();
  await app.listen(0, '127.0.0.1');
  ({ port } = app.getHttpServer().address() as { port: number });
});
afterAll(() => app.close());

describe('what is no HTTP', () => {
  const answerTo = async (text: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    for await (const data of socket) answer += String(data);
    return answer;
  };
  const POST = `POST ${API}/usage HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n`;

  it.each([
    ['nonsense', 'NONSENSE\r\n\r\n', 400],
    ['TLS', '\x16\x03\x01\x02\x00\x01', 400],
    [
      'headers that are too long',
      `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
    ['an address that is too long', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`, 431],
    ['two lengths', `${POST}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, 400],
    [
      'a length beside chunks',
      `${POST}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['a broken chunk', `${POST}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`, 400],
    [
      'a long extension of a chunk',
      `${POST}transfer-encoding: chunked\r\n\r\n2;${'x'.repeat(20_000)}\r\n`,
      413,
    ],
  ])('(%s) is answered with a problem document, and its connection closed', async (_, text, status) => {
    const [head, body] = (await answerTo(text)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/content-type: application\/problem\+json.*x-correlation-id: [0-9a-f-]{36}\r\n/is);
    expect(JSON.parse(body!)).toEqual({
      type: expect.stringMatching(/^urn:pattern-usage-tracker:problem:[a-z-]+$/),
      title: expect.any(String),
      status,
      detail: expect.stringMatching(/\.$/),
      instance: '/',
      errors: [],
    });
    await request(`http://127.0.0.1:${port}`).get('/health/live').expect(200);
  });

  it('after a request waits for the answer to that', async () => {
    const usage = JSON.stringify({ pattern_id: ID, outcome: 'success' });
    const answer = await answerTo(`${POST}content-length: ${usage.length}\r\n\r\n${usage}NONSENSE\r\n\r\n`);
    expect([...answer.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status)).toEqual(['201', '400']);
  });
});

describe('a WebSocket that is refused', () => {
  it.each(['/ws/pattern-metrics?pattern_ids=x', '/ws/nothing', '/'])(
    'at %s is closed by the server, though its client keeps it open',
    async (path) => {
      const openNow = (): Promise<number> =>
        new Promise((done) => app.getHttpServer().getConnections((_: unknown, count: number) => done(count)));
      const before = await openNow();
      const sockets = Array.from({ length: 20 }, () => {
        const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
        socket.on('error', () => undefined);
        socket.write(
          `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
        );
        return socket;
      });
      const answers = await Promise.all(
        sockets.map(async (socket) => {
          let answer = '';
          socket.on('data', (data) => (answer += String(data)));
          await once(socket, 'end');
          return answer;
        }),
      );
      for (const answer of answers)
        expect(answer).toMatch(/^HTTP\/1\.1 4\d\d [^]*application\/problem\+json/);
      while ((await openNow()) > before) await new Promise((done) => setTimeout(done, 50));
      for (const socket of sockets) socket.destroy();
    },
  );
});
