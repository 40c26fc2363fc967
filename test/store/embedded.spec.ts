import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from '../../src/common/startup-error.js';
import { loadConfig } from '../../src/config/config.js';
import { EmbeddedTimescale } from '../../src/store/embedded/embedded-timescale.js';
import { resetDataDir } from '../../src/store/embedded/reset-data-dir.js';
import { openStore } from '../../src/store/open-store.js';
import { JobRepository } from '../../src/store/repositories/job.repository.js';
import type { TrackerDataSource } from '../../src/store/tracker-data-source.js';
import { scratchDataDir, scratchDir } from '../support/scratch.js';

let store: TrackerDataSource | undefined;
const open = async (settings: object): Promise<TrackerDataSource> => {
  store = await openStore(loadConfig({ ...settings }).store);
  return store;
};
beforeAll(() => Logger.overrideLogger(false));
afterEach(async () => {
  await store?.destroy();
  store = undefined;
});

const insert = `INSERT INTO pattern_feedback (id, pattern_id, created_at, success, outcome)
  VALUES (gen_random_uuid(), '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42', now() - INTERVAL '3 hours', true, 'success')`;

describe('the embedded store', () => {
  it('has everything TimescaleDB offers after it was opened again', async () => {
    const DATA_DIR = scratchDataDir();
    await (await open({ DATA_DIR })).query(insert);
    await store!.destroy();
    await (await open({ DATA_DIR })).query(insert);
    await store!.query(`CALL refresh_continuous_aggregate('usage_hour', NULL, NULL)`);
    expect(await store!.query('SELECT sum(usages)::int AS n FROM usage_hour')).toEqual([{ n: 2 }]);
    const jobs = new JobRepository(store!);
    const due = await jobs.duePolicies();
    expect(due.map(({ name }) => name.replace(/\d+/, 'n'))).toEqual(
      expect.arrayContaining([
        'policy n: policy_refresh_continuous_aggregate',
        'policy n: policy_compression',
        'policy n: policy_retention',
      ]),
    );
    for (const { jobId } of due) await jobs.runPolicy(jobId);
  });

  it('keeps nothing under memory:', async () => {
    await (await open({ DATABASE_URL: 'memory:' })).query(insert);
    expect(await store!.query('SELECT count(*)::int AS n FROM pattern_feedback')).toEqual([{ n: 1 }]);
    await store!.destroy();
    await open({ DATABASE_URL: 'memory:' });
    expect(await store!.query('SELECT count(*)::int AS n FROM pattern_feedback')).toEqual([{ n: 0 }]);
  });

  it('refuses a directory that is in use, and frees it when it is closed', async () => {
    const DATA_DIR = scratchDataDir();
    await open({ DATA_DIR });
    await expect(openStore(loadConfig({ DATA_DIR }).store)).rejects.toThrow(StartupError);
    expect(() => resetDataDir(DATA_DIR)).toThrow(/is in use by process \d+/);
    await store!.destroy();
    await (await open({ DATA_DIR })).query(insert);
  });

  it('is emptied by a reset, which leaves other files alone', async () => {
    const DATA_DIR = scratchDataDir();
    await (await open({ DATA_DIR })).query(insert);
    await store!.destroy();
    writeFileSync(join(DATA_DIR, 'notes.txt'), 'mine');
    resetDataDir(DATA_DIR);
    expect(readdirSync(DATA_DIR)).toEqual(['notes.txt']);
    await open({ DATA_DIR });
    expect(await store!.query('SELECT count(*)::int AS n FROM pattern_feedback')).toEqual([{ n: 0 }]);
  });

  it('says what is wrong with a directory that it cannot use', async () => {
    const DATA_DIR = scratchDataDir();
    const version = join(DATA_DIR, 'timescaledb', 'PG_VERSION');
    expect(existsSync(version)).toBe(true);
    writeFileSync(version, '9\n');
    await expect(open({ DATA_DIR })).rejects.toThrow(/^The embedded TimescaleDB did not start on \S+: /);
  });

  it('comes back when its thread ends', async () => {
    const embedded = await EmbeddedTimescale.open(scratchDir());
    const ask = async (): Promise<unknown> => {
      const client = new pg.Client({ host: embedded.socketDir, user: 'postgres', password: 'postgres' });
      client.on('error', () => undefined);
      await client.connect();
      return (await client.query('SELECT 1 AS one').finally(() => client.end())).rows;
    };
    expect(await ask()).toEqual([{ one: 1 }]);
    await (Reflect.get(embedded, 'worker') as Worker).terminate();
    let answer: unknown;
    while (answer === undefined) answer = await ask().catch(() => sleep(100));
    expect(answer).toEqual([{ one: 1 }]);
    await embedded.close();
    await embedded.close();
    expect(existsSync(embedded.socketDir)).toBe(false);
  });
});
