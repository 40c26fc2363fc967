import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Change, ChangeListener } from './change.js';
import type { RedisChangeRelay } from './redis-change-relay.js';

/** Tells what was committed, by this instance and, over the relay, by others. */
export class ChangeFeed implements OnApplicationShutdown {
  private readonly logger = new Logger('Live');
  private readonly listeners = new Set<ChangeListener>();

  /** @param relay to other instances; undefined where there are none to be told. */
  constructor(private readonly relay?: RedisChangeRelay) {}

  /** Whether anybody would learn of a change. */
  get isHeard(): boolean {
    return this.listeners.size > 0 || this.relay !== undefined;
  }

  /** To be called after the commit and once the kept answers know of it, for readers will ask again. Never throws. */
  publish(change: Change): void {
    for (const { onChange, onGap } of this.listeners) {
      try {
        onChange(change);
      } catch (error) {
        // What is committed is acknowledged, whatever becomes of the news of it.
        this.logger.error(`News of a write could not be taken, it is read again: ${String(error)}`);
        onGap();
      }
    }
    this.relay?.send(change);
  }

  listen(listener: ChangeListener): void {
    if (this.listeners.size === 0) {
      this.relay?.receive({
        onChange: (change) => {
          for (const { onChange } of this.listeners) onChange(change);
        },
        onGap: () => {
          for (const { onGap } of this.listeners) onGap();
        },
      });
    }
    this.listeners.add(listener);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay?.close();
  }
}
