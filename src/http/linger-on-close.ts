import type { Server } from 'node:http';
import { Socket } from 'node:net';

/** How long a client may go on sending once its answer is on its way. */
const LINGER_MS = 1000;

const closeSoon = (socket: Socket): void => {
  if (socket.destroyed || socket.readableEnded) {
    Socket.prototype.destroySoon.call(socket);
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  socket.once('end', () => Socket.prototype.destroySoon.call(socket));
  socket.once('close', () => clearTimeout(timer));
  socket.end(() => {
    timer = setTimeout(() => socket.destroy(), LINGER_MS);
  });
  socket.resume();
};

/**
 * Lets a client that is still sending read the answer that refuses it: a connection that is closed with
 * something unread is reset, and an answer on its way may be lost (RFC 9112, 9.6). So the server ends
 * its side, and throws away what comes until the client ends the other, for a second at the most.
 */
export const lingerOnClose = (server: Server): void => {
  server.on('connection', (socket: Socket) => {
    socket.destroySoon = () => closeSoon(socket);
  });
};
