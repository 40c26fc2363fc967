import { randomUUID } from 'node:crypto';
import { maxHeaderSize, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ProblemError } from '../common/problem/problem.js';
import { rawAnswer } from '../common/problem/raw-answer.js';

interface ParserError extends Error {
  readonly code?: string;
  readonly reason?: string;
}

const problemOf = ({ code, reason, message }: ParserError): ProblemError => {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ProblemError(
        'headers-too-large',
        `The address and the headers are longer than ${maxHeaderSize} bytes together.`,
      );
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new ProblemError('body-too-large', 'The extensions of a chunk are too long.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ProblemError('request-timeout', 'The request did not come in time.');
    default:
      return new ProblemError('malformed-body', `The request is no HTTP/1.1: ${reason ?? message}.`);
  }
};

/** Answers what the parser of Node.js refuses, before there is a request, with a problem document. */
export const refuseUnparsed = (error: ParserError, socket: Socket): void => {
  // The answer that is this connection's next, where there is one.
  const { _httpMessage: pending } = socket as Socket & { readonly _httpMessage?: ServerResponse | null };
  if (pending?.req.complete === true) {
    // An answer is one to the request before, which is still worked on. What comes after it is not read:
    // it could only be refused again, and would keep a client that reads nothing from being idle.
    socket.pause();
    pending.once('close', () => refuseUnparsed(error, socket));
    return;
  }
  if (error.code === 'ECONNRESET' || !socket.writable || pending?.headersSent === true) {
    socket.destroy();
    return;
  }
  socket.write(rawAnswer(problemOf(error), '/', randomUUID()));
  socket.destroySoon();
};
