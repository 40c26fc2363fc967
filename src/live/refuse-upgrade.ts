import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { correlationIdOf } from '../common/correlation-id.js';
import { rawAnswer } from '../common/problem/raw-answer.js';
import { toProblem } from '../common/problem/to-problem.js';

/** Answers a request for a WebSocket with a problem document and closes the connection. */
export const refuseUpgrade = (error: unknown, request: IncomingMessage, socket: Socket): void => {
  const [path = '/'] = (request.url ?? '/').split('?', 1);
  const problem = toProblem(error, {
    method: request.method ?? 'GET',
    path,
    contentType: undefined,
    bodyLimitBytes: 0,
  });
  socket.write(rawAnswer(problem, path, correlationIdOf(request)));
  // A client that does not close its side would keep the connection for ever.
  socket.destroySoon();
};
