import type { OnApplicationShutdown } from '@nestjs/common';
import type { Change, ChangeListener } from './change.js';
import type { RedisChangeRelay } from './redis-change-relay.js';

/** Tells what was committed, by this instance and, over the relay, by others. */
export class ChangeFeed implements OnApplicationShutdown {
  private readonly listeners = new Set<ChangeListener>();

  /** @param relay to other instances; undefined where there are none to be told. */
  constructor(private readonly relay?: RedisChangeRelay) {}

  /** Whether anybody would learn of a change. */
  get isHeard(): boolean {
    return this.listeners.size > 0 || this.relay !== undefined;
  }

  /** To be called after the commit and once the kept answers know of it, for readers will ask again. */
  publish(change: Change): void {
    for (const { onChange } of this.listeners) onChange(change);
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
