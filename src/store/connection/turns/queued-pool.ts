import pg from 'pg';
import type { ConnectionQueue } from './connection-queue.js';
import { currentWork, type StoreWork } from './store-work.js';

type Connected = Parameters<pg.Pool['connect']>[0];
type Release = (error?: Error | boolean) => void;

const nothing = (): void => undefined;

/**
 * The driver with a pool whose connections are given out by a queue.
 * @param isCancellable whether a statement that nobody waits for any more can be ended.
 */
export const queuedDriver = (queue: ConnectionQueue, isCancellable: boolean): typeof pg => {
  class QueuedPool extends pg.Pool {
    override connect(): Promise<pg.PoolClient>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<pg.PoolClient> | void {
      if (!callback)
        return new Promise((resolve, reject) => {
          this.connect((error, client) => (client ? resolve(client) : reject(error!)));
        });
      const work = currentWork();
      queue.enter(work).then(
        (leave) => this.lend(work, leave, callback),
        (error: unknown) => callback(error as Error, undefined, nothing),
      );
    }

    private lend(work: StoreWork, leave: () => void, callback: Connected): void {
      super.connect((error, client, release) => {
        if (error ?? !client) {
          leave();
          callback(error, undefined, nothing);
          return;
        }
        const lent = client as pg.PoolClient & { processID: number };
        // The connection goes to nobody else while a cancellation may still hit it.
        let cancelled: Promise<void> | undefined;
        const cancel = (): void => void (cancelled = this.cancel(lent.processID));
        if (isCancellable) work.signal?.addEventListener('abort', cancel, { once: true });
        const end: Release = (reason) => {
          work.signal?.removeEventListener('abort', cancel);
          const giveBack = (): void => {
            release(reason);
            leave();
          };
          if (cancelled) void cancelled.then(giveBack);
          else giveBack();
        };
        lent.release = end;
        callback(undefined, lent, end);
      });
    }

    /**
     * On a connection of its own, as those of the pool may all wait for such an end. Where it fails, the
     * statement runs to its end, which is as good as not having asked.
     */
    private async cancel(processId: number): Promise<void> {
      const client = new pg.Client(this.options);
      client.on('error', nothing);
      try {
        await client.connect();
        await client.query('SELECT pg_cancel_backend($1)', [processId]);
      } catch {
        // The store is away, and with it the statement.
      } finally {
        await client.end().catch(nothing);
      }
    }
  }
  return { ...pg, Pool: QueuedPool };
};
