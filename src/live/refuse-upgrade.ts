import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { CORRELATION_HEADER, correlationIdOf } from '../common/correlation-id.js';
import { PROBLEM_MEDIA_TYPE, toDocument } from '../common/problem/problem.js';
import { toProblem } from '../common/problem/to-problem.js';

/** Answers a request for a WebSocket with a problem document and closes the connection. */
export const refuseUpgrade = (error: unknown, request: IncomingMessage, socket: Duplex): void => {
  const [path = '/'] = (request.url ?? '/').split('?', 1);
  const problem = toProblem(error, {
    method: request.method ?? 'GET',
    path,
    contentType: undefined,
    bodyLimitBytes: 0,
  });
  const document = toDocument(problem, path);
  const body = JSON.stringify(document);
  const head = [
    `HTTP/1.1 ${document.status} ${STATUS_CODES[document.status] ?? ''}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}; charset=utf-8`,
    `content-length: ${Buffer.byteLength(body)}`,
    `${CORRELATION_HEADER}: ${correlationIdOf(request)}`,
    ...(document.status === 503 ? [`retry-after: ${problem.retryAfterSeconds}`] : []),
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};
