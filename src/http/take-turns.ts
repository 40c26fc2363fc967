import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Requests of one connection that are worked on at a time. */
const AT_A_TIME = 16;

interface Connection {
  /** Answers that are not yet handed to the system. */
  readonly open: Set<ServerResponse>;
  /** What begins the requests that wait, in order. */
  readonly waiting: (() => void)[];
}

/**
 * Lets the requests that a client sends on one connection without waiting for the answers (pipelining)
 * take turns. Node.js parses all that are in a chunk at once, some 1,500 in 64 kB, and would hold an
 * answer to each for a client that reads none.
 */
export const takeTurns = (fastify: FastifyInstance): void => {
  const connections = new WeakMap<Socket, Connection>();

  const connectionOf = (socket: Socket): Connection => {
    const known = connections.get(socket);
    if (known) return known;
    const connection: Connection = { open: new Set(), waiting: [] };
    connections.set(socket, connection);
    socket.once('close', () => {
      connection.waiting.length = 0;
      // Node.js tells only the answer whose turn it was that nobody is there any more.
      for (const response of [...connection.open]) response.emit('close');
    });
    return connection;
  };

  const begin = ({ open, waiting }: Connection, response: ServerResponse, next: () => void): void => {
    open.add(response);
    response.once('close', () => {
      open.delete(response);
      waiting.shift()?.();
    });
    next();
  };

  fastify.addHook('onRequest', ({ raw: { socket } }, { raw: response }, next) => {
    // Nobody can be told what became of what follows a last answer.
    if (socket.writableEnded) return;
    const connection = connectionOf(socket);
    if (connection.open.size < AT_A_TIME) begin(connection, response, next);
    else connection.waiting.push(() => begin(connection, response, next));
  });
};
