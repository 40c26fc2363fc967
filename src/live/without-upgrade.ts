import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

const NOT_PASSED_ON = new Set(['upgrade', 'connection', 'http2-settings']);

/**
 * Serves a request that asks for another protocol as if it had not, which RFC 9110, 7.8 allows and
 * which Node.js itself does as long as nobody listens for upgrades. Java's HTTP client asks for h2c on
 * every first request.
 * @param head what was read of the body already.
 */
export const serveWithoutUpgrade = (
  server: Server,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void => {
  const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/${request.httpVersion}`];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at]!;
    if (!NOT_PASSED_ON.has(name.toLowerCase())) lines.push(`${name}: ${request.rawHeaders[at + 1]!}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
};
