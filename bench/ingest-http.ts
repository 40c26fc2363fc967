// The ways in over HTTP. What is sent is made ready before the clock starts.
import { Agent, request } from 'node:http';
import autocannon from 'autocannon';
import { API_PREFIX } from '../src/common/api-prefix.js';
import { benchUsages } from './ingest-data.js';

const SIZE = 1000;
const SENDERS = 4;
const CONNECTIONS = 64;
const SECONDS = 6;

const per = (rows: number, start: number): number => rows / ((performance.now() - start) / 1000);

const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
const post = (url: string, path: string, type: string, body: Iterable<Buffer>): Promise<void> =>
  new Promise((done, failed) => {
    const outgoing = request(
      `${url}/${API_PREFIX}${path}`,
      { method: 'POST', agent, headers: { 'content-type': type } },
      (response) => {
        let answer = '';
        response.on('data', (chunk: Buffer) => {
          if (answer.length < 1000) answer += chunk.toString();
        });
        response.on('end', () =>
          response.statusCode! < 300 && response.statusCode !== 207
            ? done()
            : failed(new Error(`${response.statusCode}: ${answer}`)),
        );
      },
    );
    outgoing.once('error', failed);
    const pump = async (): Promise<void> => {
      for (const part of body) {
        if (!outgoing.write(part)) await new Promise((drained) => outgoing.once('drain', drained));
      }
      outgoing.end();
    };
    void pump();
  });

/** Rows/s in batches of 1,000, four at a time. */
export const batchesOver = async (url: string, rows: number): Promise<number> => {
  const bodies = Array.from({ length: rows / SIZE }, () => Buffer.from(JSON.stringify(benchUsages(SIZE))));
  const start = performance.now();
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      for (let body = bodies.pop(); body; body = bodies.pop()) {
        await post(url, '/usage/batch', 'application/json', [body]);
      }
    }),
  );
  return per(rows, start);
};

/** Rows/s in one stream. */
export const ndjsonOver = async (url: string, rows: number): Promise<number> => {
  const parts = Array.from({ length: rows / SIZE }, () =>
    Buffer.from(
      benchUsages(SIZE)
        .map((usage) => `${JSON.stringify(usage)}\n`)
        .join(''),
    ),
  );
  const start = performance.now();
  await post(url, '/usage/batch', 'application/x-ndjson', parts);
  return per(rows, start);
};

/** Requests/s of one kind on 64 connections. */
export const singlesOver = async (url: string, path: string, body: string): Promise<number> => {
  const result = await autocannon({
    url: `${url}/${API_PREFIX}${path}`,
    method: 'POST',
    connections: CONNECTIONS,
    duration: SECONDS,
    headers: { 'content-type': 'application/json' },
    body,
  });
  const refused = result.non2xx + result.errors;
  if (refused > 0) throw new Error(`${refused} of the requests to ${path} were refused.`);
  return result.requests.average;
};

export const closeConnections = (): void => agent.destroy();
