import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request, { type Response } from 'supertest';
import { v7 as uuidV7 } from 'uuid';
import { SourceCounts, IngestionService } from '../../src/ingestion/index.js';
import { openHttpApp } from '../support/http-app.js';
import { until } from '../support/until.js';

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
      `POST ${API}/usage HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"patt`,
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
        `POST ${BATCH} HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${type}\r\ncontent-length: ${text.length}\r\n\r\n`,
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
          return `POST ${API}/usage HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
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
  const head = (length: number, type = 'application/json', path = BATCH): string =>
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`;
  const large = (pattern: string): string => JSON.stringify([usageOf(pattern)]).padEnd(900_000);
  const openSmall = async (): Promise<{ small: NestFastifyApplication; at: number }> => {
    const small = await openHttpApp({ BODIES_MAX_BYTES: 1_048_576, BODY_LIMIT_BYTES: 1_000_000 });
    await small.listen(0, '127.0.0.1');
    return { small, at: (small.getHttpServer().address() as { port: number }).port };
  };
  const hold = (at: number, text: string): Socket => {
    const socket = connect(at, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(text);
    return socket;
  };
  const post = (small: NestFastifyApplication, body: string): request.Test =>
    request(small.getHttpServer()).post(BATCH).set('content-type', 'application/json').send(body);

  it('are refused with when to come again, and taken afterwards', async () => {
    const { small } = await openSmall();
    try {
      const bodies = Array.from({ length: 4 }, () => large(randomUUID()));
      const answers = await Promise.all(bodies.map((body) => post(small, body)));
      const refused = answers.filter(({ status }) => status !== 200);
      for (const { status, body, headers } of refused) {
        expect({ status, type: body.type }).toEqual({
          status: 503,
          type: expect.stringMatching(/overloaded$/),
        });
        expect(headers['retry-after']).toBe('1');
      }
      expect(refused.length).toBeLessThan(4);
      while ((await post(small, bodies[0]!)).status !== 200);
    } finally {
      await small.close();
    }
  });

  it('are not those that are announced, nor uploads on which nothing comes', async () => {
    const { small, at } = await openSmall();
    try {
      const line = (): string => `${JSON.stringify(usageOf(randomUUID()))}\n`;
      const sockets = Array.from({ length: 40 }, (_, index) =>
        index % 2 === 0
          ? hold(at, head(900_000) + '[')
          : hold(at, head(90_000_000, 'application/x-ndjson') + line() + '{"half'),
      );
      const pattern = randomUUID();
      for (let round = 0; round < 5; round += 1) {
        expect((await post(small, large(pattern))).status).toBe(200);
      }
      for (const socket of sockets) socket.destroy();
    } finally {
      await small.close();
    }
  });

  it('make those give way that came in part and go on slowly', async () => {
    const { small, at } = await openSmall();
    try {
      const body = large(randomUUID());
      const sockets = [
        hold(at, head(body.length) + body.slice(0, 500_000)),
        hold(at, head(90_000_000, 'application/x-ndjson') + '"'.padEnd(500_000)),
      ];
      const drip = setInterval(() => sockets.forEach((socket) => socket.write(' ')), 50);
      const answers = sockets.map(async (socket) => {
        let answer = '';
        for await (const data of socket) answer += String(data);
        return answer;
      });
      while ((await post(small, body)).status !== 200);
      clearInterval(drip);
      for (const answer of await Promise.all(answers)) {
        expect(answer).toMatch(/^HTTP\/1\.1 503 /);
        expect(answer).toContain('while room was needed for others (BODIES_MAX_BYTES)');
      }
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
      const head = `POST ${BATCH} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
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

describe('a client that is refused while it sends', () => {
  it('gets its answer, and its connection is closed', async () => {
    for (let round = 0; round < 5; round += 1) {
      const socket = connect(port, '127.0.0.1');
      const length = 50_000_000;
      socket.write(
        `POST ${BATCH} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`,
      );
      socket.write(Buffer.alloc(length, ' '));
      let answer = '';
      for await (const data of socket) answer += String(data);
      expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*BODY_LIMIT_BYTES/);
    }
  });
});

describe('an upload', () => {
  const head = (headers: string): string =>
    `POST ${BATCH} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-ndjson\r\n${headers}\r\n\r\n`;
  const lines = (pattern: string, count: number): string =>
    Array.from({ length: count }, () => `${JSON.stringify(usageOf(pattern))}\n`).join('');

  it('is stored as it comes, also where it pauses', async () => {
    const pattern = randomUUID();
    const socket = connect(port, '127.0.0.1');
    socket.write(head('content-length: 90000000') + lines(pattern, 3) + '{"half');
    while ((await totalOf(pattern)) < 3) await new Promise((done) => setTimeout(done, 50));
    socket.destroy();
  });

  it('ends where its client goes, although all of it had come', async () => {
    const pattern = randomUUID();
    // Lines that are all the same: compressed, they come at once.
    const line = `${JSON.stringify({ pattern_id: pattern, outcome: 'success' })}\n`;
    const compressed = gzipSync(line.repeat(60_000));
    // A question would wait until the upload leaves it a turn on the store.
    const { ndjson } = app.get(SourceCounts, { strict: false }).totals;
    const stored = ndjson.stored;
    const socket = connect(port, '127.0.0.1');
    socket.write(head(`content-encoding: gzip\r\ncontent-length: ${compressed.length}`));
    socket.write(compressed);
    await until(() => ndjson.stored > stored);
    socket.destroy();
    const ingestion = app.get(IngestionService, { strict: false });
    let before = -1;
    for (let now = 0; before !== now || ingestion.pending > 0; now = await totalOf(pattern)) {
      before = now;
      await new Promise((done) => setTimeout(done, 500));
    }
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(60_000);
  }, 120_000);

  it.each(['application/json', 'application/x-ndjson'])(
    'ends where the server stops, and %s tells what was taken',
    async (accept) => {
      const stopped = await openHttpApp();
      await stopped.listen(0, '127.0.0.1');
      const { port: at } = stopped.getHttpServer().address() as { port: number };
      const pattern = randomUUID();
      const socket = connect(at, '127.0.0.1');
      socket.write(head(`accept: ${accept}\r\ncontent-length: 900000000`) + lines(pattern, 1500) + '{"half');
      const stored = async (): Promise<number> => {
        const { body } = await request(`http://127.0.0.1:${at}`).get(
          `${API}/usage-stats?time_range=90d&pattern_id=${pattern}`,
        );
        return body.patterns[0]?.total_usage ?? 0;
      };
      while ((await stored()) < 1500) await new Promise((done) => setTimeout(done, 50));
      const sending = setInterval(() => socket.write(' '.repeat(10_000)), 5);
      const closing = stopped.close();
      let answer = '';
      for await (const data of socket) answer += String(data);
      clearInterval(sending);
      await closing;
      expect(answer).toMatch(accept.endsWith('json') ? /^HTTP\/1\.1 (503|200) / : /^HTTP\/1\.1 200 /);
      expect(answer).toContain('The server is shutting down; the 1500 usages before are taken');
    },
  );
});
