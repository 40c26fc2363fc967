import type { ServerResponse } from 'node:http';
import type { LiveClient } from './live-client.js';
import type { LiveUpdate } from './live-update.js';

const COMMENT = Buffer.from(': still here\n\n');

/** Somebody who reads a text/event-stream. */
export class SseClient implements LiveClient {
  readonly kind = 'sse';

  constructor(
    private readonly response: ServerResponse,
    readonly followed: ReadonlySet<string> | undefined,
    readonly withUnknown: boolean,
    public update: number | undefined,
  ) {}

  get isBehind(): boolean {
    return this.response.writableLength > 0;
  }

  send(update: LiveUpdate): void {
    this.response.write(update.asEvents());
  }

  /** A connection that takes nothing at all is closed by the server's idle timeout. */
  beat(): void {
    if (!this.isBehind) this.response.write(COMMENT);
  }

  end(): void {
    this.response.end();
    this.response.socket?.destroySoon();
  }

  cut(): void {
    this.response.destroy();
  }
}
