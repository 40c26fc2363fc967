import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/**
 * A reverse proxy that serves a server of this machine under a path, takes the path off what it passes on, and
 * passes on upgrades and streams as they come; anything beside the path is a 404 of its own.
 */
export class StrippingProxy {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly path: string,
  ) {}

  /** @param headers set on what is passed on, such as X-Forwarded-Prefix. */
  static async start(
    target: string,
    path: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<StrippingProxy> {
    const server = createServer();
    const proxy = new StrippingProxy(server, path);
    const { hostname, port } = new URL(target);
    server.on('connection', (socket) => proxy.keep(socket));
    server.on('request', (incoming, outgoing) => {
      const own = proxy.ownUrl(incoming);
      if (own === undefined) {
        outgoing.writeHead(404).end('not under the path');
        return;
      }
      const passed = request(
        {
          hostname,
          port,
          path: own,
          method: incoming.method ?? 'GET',
          headers: { ...incoming.headers, ...headers },
        },
        (answer) => {
          outgoing.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(outgoing);
        },
      );
      passed.on('error', () => outgoing.destroy());
      outgoing.on('close', () => passed.destroy());
      incoming.pipe(passed);
    });
    server.on('upgrade', (incoming, socket, head) => {
      const own = proxy.ownUrl(incoming);
      if (own === undefined) {
        socket.destroy();
        return;
      }
      const passed = connect(Number(port), hostname, () => {
        const lines = Object.entries({ ...incoming.headers, ...headers }).map(
          ([name, value]) => `${name}: ${String(value)}\r\n`,
        );
        passed.write(`GET ${own} HTTP/1.1\r\n${lines.join('')}\r\n`);
        passed.write(head);
        passed.pipe(socket).pipe(passed);
      });
      proxy.keep(passed);
      passed.on('close', () => socket.destroy());
      socket.on('close', () => passed.destroy());
      socket.on('error', () => passed.destroy());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  /** With the path. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${this.path}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }

  private ownUrl({ url = '/' }: IncomingMessage): string | undefined {
    return url.startsWith(`${this.path}/`) ? url.slice(this.path.length) : undefined;
  }
}
