import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const CORRELATION_HEADER = 'x-correlation-id';

const ACCEPTABLE = /^[\w.:/+=@-]{1,128}$/;

/** The caller's correlation id where it sent a plain one, else a new one. */
export const correlationIdOf = (request: Pick<IncomingMessage, 'headers'>): string => {
  const sent = request.headers[CORRELATION_HEADER];
  return typeof sent === 'string' && ACCEPTABLE.test(sent) ? sent : randomUUID();
};
