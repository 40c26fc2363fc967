import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { RequestAbortedError } from '../../src/common/tracker-error.js';
import { onStore } from '../../src/store/connection/store-error.js';
import { ConnectionQueue } from '../../src/store/connection/turns/connection-queue.js';
import { queuedDriver } from '../../src/store/connection/turns/queued-pool.js';
import { doAs, StoreWork, type WorkKind } from '../../src/store/connection/turns/store-work.js';
import { freePort } from '../support/port.js';
import { startPostgres } from '../support/postgres-server.js';
import { describeWith } from '../support/programs.js';
import type { RunningProgram } from '../support/running.js';
import { until } from '../support/until.js';

const LONG = 'SELECT pg_sleep(600)';

describeWith('postgres', 'statements on a server that nobody waits for any more', (program) => {
  let server: RunningProgram;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    server = await startPostgres(program, port);
    url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  });
  afterAll(() => server.stop('SIGQUIT'));

  it.each<[number, WorkKind]>([
    [1, 'question'],
    [3, 'job'],
  ])('are ended although they have all %i connections, and then others have them', async (size, kind) => {
    const queue = new ConnectionQueue({ size, questions: size, now: () => performance.now() });
    const driver = queuedDriver(queue, true);
    const store = new DataSource({ type: 'postgres', url, poolSize: size, driver });
    await store.initialize();
    const gone = new AbortController();
    const work = new StoreWork(kind, gone.signal);
    const left = Array.from({ length: size }, () =>
      doAs(work, () => onStore(() => store.query(LONG))).catch((error: unknown) => error),
    );
    const watcher = await new DataSource({ type: 'postgres', url }).initialize();
    const sleeping = async (): Promise<number> =>
      (
        await watcher.query<unknown[]>('SELECT FROM pg_stat_activity WHERE query = $1 AND state = $2', [
          LONG,
          'active',
        ])
      ).length;
    await until(async () => (await sleeping()) === size);
    gone.abort();
    for (const error of await Promise.all(left)) expect(error).toBeInstanceOf(RequestAbortedError);
    expect(await store.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await sleeping()).toBe(0);
    await watcher.destroy();
    await store.destroy();
  });
});
