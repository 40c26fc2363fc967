import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { onStore } from '../connection/store-error.js';

const KEY_BYTES = 32;

/** The key that actors are hashed with where no setting says one: made once, the same for all instances. */
export class ActorKeyRepository {
  constructor(private readonly store: DataSource) {}

  /** @throws StoreUnavailableError */
  async key(): Promise<Buffer> {
    return onStore(async () => {
      await this.store.query('INSERT INTO actor_key (key) VALUES ($1) ON CONFLICT DO NOTHING', [
        randomBytes(KEY_BYTES),
      ]);
      const [row] = await this.store.query<{ key: Buffer }[]>('SELECT key FROM actor_key');
      return row!.key;
    });
  }
}
