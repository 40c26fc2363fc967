import type { WebSocket } from 'ws';
import type { LiveClient } from './live-client.js';
import type { LiveUpdate } from './live-update.js';

/** RFC 6455, 7.4.1 */
const GOING_AWAY = 1001;
/** Answers that somebody asks for without reading them. */
const MAX_UNREAD_BYTES = 1_048_576;

/** Somebody at the other end of a WebSocket. */
export class SocketClient implements LiveClient {
  readonly kind = 'websocket';
  private heard = performance.now();

  constructor(
    private readonly socket: WebSocket,
    public followed: ReadonlySet<string> | undefined,
    readonly withUnknown: boolean,
    public update: number | undefined,
    private readonly idleTimeoutMs: number,
  ) {
    socket.on('pong', () => (this.heard = performance.now()));
    socket.on('message', () => (this.heard = performance.now()));
    socket.on('ping', (data) => {
      this.heard = performance.now();
      if (!this.isBehind) socket.pong(data);
    });
  }

  get isBehind(): boolean {
    return this.socket.bufferedAmount > 0;
  }

  send(update: LiveUpdate): void {
    for (const message of update.asMessages()) this.socket.send(message, { binary: false });
  }

  /** Answers a message of the client; who does not read the answers is cut off. */
  answer(message: object): void {
    if (this.socket.bufferedAmount > MAX_UNREAD_BYTES) this.socket.terminate();
    else this.socket.send(JSON.stringify(message));
  }

  beat(): void {
    if (performance.now() - this.heard > this.idleTimeoutMs) this.socket.terminate();
    else if (!this.isBehind) this.socket.ping();
  }

  end(): void {
    this.socket.close(GOING_AWAY, 'The server is shutting down.');
  }

  cut(): void {
    this.socket.terminate();
  }
}
