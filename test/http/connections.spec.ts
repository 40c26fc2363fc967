import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request, { type Response } from 'supertest';
import { v7 as uuidV7 } from 'uuid';
import { openHttpApp } from '../support/http-app.js';

const API = '/api/pattern-analytics';
const BATCH = `${API}/usage/batch`;

let app: NestFastifyApplication;
let port: number;
const api = (): ReturnType<typeof request> => request(app.getHttpServer());

beforeAll(async () => {
  app = await openHttpApp({ BODY_TIMEOUT_SECONDS: 1 });
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as { port: number }).port;
});
afterAll(() => app.close());

const totalOf = async (pattern: string): Promise<number> => {
  const { body } = await api().get(`${API}/usage-stats?time_range=90d&pattern_id=${pattern}`).expect(200);
  return body.patterns[0]?.total_usage ?? 0;
};
const usageOf = (pattern: string, fields: object = {}): object => ({
  id: uuidV7(),
  pattern_id: pattern,
  outcome: 'success',
  ...fields,
});
describe('a client that is slow', () => {
  it('is let go where its body does not come', async () => {
    const socket = connect(port, '127.0.0.1');
    const gone = once(socket, 'close');
    socket.write(
      `POST ${API}/usage HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"patt`,
    );
    await gone;
    await api().get('/health/live').expect(200);
  });

  it('is let go where its body comes too slowly, but not where that is a stream', async () => {
    const pattern = randomUUID();
    const text = JSON.stringify(usageOf(pattern));
    const drip = async (type: string): Promise<string> => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      let answer = '';
      const ended = new Promise((done) => socket.once('close', done));
      socket.on('data', (data: Buffer) => {
        answer += data.toString();
        socket.end();
      });
      socket.write(
        `POST ${BATCH} HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: ${text.length}\r\n\r\n`,
      );
      for (const character of text) {
        socket.write(character);
        await new Promise((done) => setTimeout(done, 15));
      }
      await ended;
      return answer;
    };
    const [body, stream] = await Promise.all([drip('application/json'), drip('application/x-ndjson')]);
    expect(body).toBe('');
    expect(stream).toMatch(/^HTTP\/1.1 200 OK/);
    expect(await totalOf(pattern)).toBe(1);
  });
});

describe('requests that a client sends without waiting for the answers', () => {
  it('are answered in their order, each once', async () => {
    const ids = Array.from({ length: 200 }, () => uuidV7());
    const pattern = randomUUID();
    const socket = connect(port, '127.0.0.1');
    socket.write(
      ids
        .map((id) => {
          const text = JSON.stringify({ ...usageOf(pattern), id });
          return `POST ${API}/usage HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
        })
        .join(''),
    );
    let answers = '';
    for await (const data of socket) {
      answers += String(data);
      if (answers.includes(ids.at(-1)!)) break;
    }
    expect([...answers.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id)).toEqual(ids);
    expect(await totalOf(pattern)).toBe(200);
  });
});

describe('more bodies than memory is set aside for', () => {
  it('are refused with when to come again, and taken afterwards', async () => {
    const small = await openHttpApp({ BODIES_MAX_BYTES: 1_048_576, BODY_LIMIT_BYTES: 1_000_000 });
    try {
      await small.listen(0, '127.0.0.1');
      const { port: at } = small.getHttpServer().address() as { port: number };
      const pattern = randomUUID();
      const body = JSON.stringify([usageOf(pattern, { context: { text: 'x'.repeat(60_000) } })]).padEnd(
        900_000,
      );
      const socket = connect(at, '127.0.0.1');
      socket.write(
        `POST ${BATCH} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 100)}`,
      );
      const post = (): request.Test =>
        request(small.getHttpServer()).post(BATCH).set('content-type', 'application/json').send(body);
      let refused: Response;
      do refused = await post();
      while (refused.status !== 503);
      expect(refused.body.type).toMatch(/overloaded$/);
      expect(refused.headers['retry-after']).toBe('1');
      socket.destroy();
      while ((await post()).status !== 200);
    } finally {
      await small.close();
    }
  });

  it('do not count any more once their client is gone', async () => {
    const small = await openHttpApp({ BODIES_MAX_BYTES: 1_048_576, BODY_LIMIT_BYTES: 600_000 });
    try {
      await small.listen(0, '127.0.0.1');
      const { port: at } = small.getHttpServer().address() as { port: number };
      const body = JSON.stringify(Array.from({ length: 4000 }, () => usageOf(randomUUID())));
      const head = `POST ${BATCH} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
      for (let round = 0; round < 10; round += 1) {
        const socket = connect(at, '127.0.0.1');
        await new Promise((written) => socket.write(`${head}${body}${head}${body}`, written));
        await new Promise((done) => setTimeout(done, round * 10));
        socket.destroy();
      }
      const both = (): Promise<Response[]> =>
        Promise.all(
          [1, 2].map(() =>
            request(small.getHttpServer())
              .post(BATCH)
              .set('content-type', 'application/json')
              .send('[]'.padEnd(500_000)),
          ),
        );
      // A batch that had come whole is still stored; until then it takes room.
      let two: Response[];
      do two = await both();
      while (two.some(({ status }) => status === 503));
      expect(two.map((response) => response.status)).toEqual([200, 200]);
    } finally {
      await small.close();
    }
  });
});
