import { STATUS_CODES } from 'node:http';
import { CORRELATION_HEADER } from '../correlation-id.js';
import { SECURITY_HEADERS } from '../security-headers.js';
import { PROBLEM_MEDIA_TYPE, type ProblemError, toDocument } from './problem.js';

/** A problem as the bytes of an HTTP answer, for a connection that it ends and no framework answers on. */
export const rawAnswer = (problem: ProblemError, path: string, correlationId: string): string => {
  const document = toDocument(problem, path);
  const body = JSON.stringify(document);
  const head = [
    `HTTP/1.1 ${document.status} ${STATUS_CODES[document.status] ?? ''}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}; charset=utf-8`,
    ...Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    `${CORRELATION_HEADER}: ${correlationId}`,
    ...(document.status === 503 && problem.retryAfterSeconds > 0
      ? [`retry-after: ${problem.retryAfterSeconds}`]
      : []),
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
};
