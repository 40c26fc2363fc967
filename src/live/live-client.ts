import type { LiveUpdate } from './live-update.js';

/** Somebody who is told what changes. */
export interface LiveClient {
  readonly kind: 'sse' | 'websocket';
  /** The patterns it is told of; undefined for all. */
  readonly followed: ReadonlySet<string> | undefined;
  /** Whether it is told of usages of unknown outcome. */
  readonly withUnknown: boolean;
  /** The update it has; undefined where it needs to be told all. */
  update: number | undefined;
  /** Whether it has not read yet what it was sent. */
  readonly isBehind: boolean;
  send(update: LiveUpdate): void;
  /** Lets both sides know that the other is there. */
  beat(): void;
  /** Ends it, as the server stops. */
  end(): void;
  /** Cuts what has not ended. */
  cut(): void;
}
