import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy that breaks connections in turn: it cuts one as it is opened, swallows an answer that
 * the server has given already, or cuts an answer in the middle.
 */
export class FlakyProxy {
  /** How often it did each. */
  readonly broken = { opening: 0, swallowed: 0, halved: 0 };
  private readonly sockets = new Set<Socket>();
  private connections = 0;
  private answers = 0;

  private constructor(private readonly server: Server) {}

  static async start(target: number): Promise<FlakyProxy> {
    const server = createServer();
    const proxy = new FlakyProxy(server);
    server.on('connection', (socket) => proxy.accept(socket, target));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private accept(client: Socket, target: number): void {
    this.connections += 1;
    if (this.connections % 4 === 0) {
      this.broken.opening += 1;
      client.resetAndDestroy();
      return;
    }
    const server = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (data) => server.write(data));
    server.on('data', (data) => this.answer(client, data));
  }

  private answer(client: Socket, data: Buffer): void {
    this.answers += 1;
    if (this.answers % 3 === 0) {
      this.broken.swallowed += 1;
      client.resetAndDestroy();
      return;
    }
    if (this.answers % 5 === 0) {
      this.broken.halved += 1;
      client.end(data.subarray(0, data.length / 2));
      return;
    }
    client.write(data);
  }
}
