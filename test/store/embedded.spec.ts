import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from '../../src/common/startup-error.js';
import { loadConfig } from '../../src/config/config.js';
import { lockDirectory } from '../../src/store/connection/embedded/directory-lock.js';
import { EmbeddedTimescale } from '../../src/store/connection/embedded/embedded-timescale.js';
import { resetDataDir } from '../../src/store/connection/embedded/reset-data-dir.js';
import { openStore } from '../../src/store/connection/open-store.js';
import type { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
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

const overwrite = (file: string): void => writeFileSync(file, Buffer.alloc(statSync(file).size, 'x'));
const eachSegment = (log: string, change: (file: string) => void): void => {
  for (const name of readdirSync(log)) if (/^[\dA-F]{24}$/.test(name)) change(join(log, name));
};
const emptyLog = (log: string): void => eachSegment(log, rmSync);
/** All that is in a directory but for the lock's holder. */
const contentOf = (directory: string): unknown[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'lock')
    .map(({ parentPath, name }) => [
      parentPath,
      name,
      readFileSync(join(parentPath, name)).toString('base64'),
    ]);

describe('the embedded store', () => {
  it('has everything TimescaleDB offers after it was opened again', async () => {
    const DATA_DIR = scratchDataDir();
    await (await open({ DATA_DIR })).query(insert);
    await store!.destroy();
    await (await open({ DATA_DIR })).query(insert);
    await store!.query(`CALL refresh_continuous_aggregate('usage_hour', NULL, NULL)`);
    expect(await store!.query('SELECT sum(usages)::int AS n FROM usage_hour')).toEqual([{ n: 2 }]);
  });

  it('syncs its log to the disk, and keeps that small', async () => {
    await open({ DATA_DIR: scratchDataDir() });
    const settings = await store!.query(
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'wal_sync_method', 'max_wal_size') ORDER BY name`,
    );
    expect(settings).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'max_wal_size', setting: '64' },
      { name: 'wal_sync_method', setting: 'fsync' },
    ]);
  });

  it('sets a new database up whole, after a first start that was cut off as well', async () => {
    const DATA_DIR = scratchDir();
    cpSync(join(scratchDataDir(), 'timescaledb'), join(DATA_DIR, 'timescaledb.new'), { recursive: true });
    rmSync(join(DATA_DIR, 'timescaledb.new', 'global'), { recursive: true });
    await (await open({ DATA_DIR })).query(insert);
    expect(readdirSync(DATA_DIR).sort()).toEqual(['lock', 'timescaledb']);
  });

  it('never removes a database, whatever else a copy of its directory has lost', async () => {
    const DATA_DIR = scratchDataDir();
    await (await open({ DATA_DIR })).query(insert);
    await store!.destroy();
    for (const name of readdirSync(DATA_DIR).filter((entry) => entry !== 'timescaledb')) {
      rmSync(join(DATA_DIR, name));
    }
    await open({ DATA_DIR });
    expect(await store!.query('SELECT count(*)::int AS n FROM pattern_feedback')).toEqual([{ n: 1 }]);
  });

  it('removes the temporary directory that a killed process left, and no other', async () => {
    const left = mkdtempSync(join(tmpdir(), 'pattern-usage-'));
    const used = mkdtempSync(join(tmpdir(), 'pattern-usage-'));
    lockDirectory(left)();
    const unlock = lockDirectory(used);
    await open({ DATABASE_URL: 'memory:' });
    expect([existsSync(left), existsSync(used)]).toEqual([false, true]);
    unlock();
    rmSync(used, { recursive: true });
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
    expect(readdirSync(DATA_DIR)).toEqual(['lock', 'notes.txt']);
    await open({ DATA_DIR });
    expect(await store!.query('SELECT count(*)::int AS n FROM pattern_feedback')).toEqual([{ n: 0 }]);
  });

  it.each([
    ['PG_VERSION', 'says', (file: string) => writeFileSync(file, '9\n')],
    ['PG_VERSION', 'is missing', rmSync],
    ['global/pg_control', 'is missing', rmSync],
    ['global/pg_control', 'does not match its checksum', overwrite],
    ['global/pg_control', 'has 100 bytes', (file: string) => truncateSync(file, 100)],
    ['base/1', 'is missing', (file: string) => rmSync(file, { recursive: true })],
    ['pg_xact', 'is missing', (file: string) => rmSync(file, { recursive: true })],
    ['pg_wal', 'of its log is missing', emptyLog],
    [
      'pg_wal',
      'bytes instead of 1048576',
      (file: string) => eachSegment(file, (one) => truncateSync(one, 5000)),
    ],
  ])('refuses a damaged %s by saying that it %s, and changes nothing', async (name, words, damage) => {
    const DATA_DIR = scratchDataDir();
    damage(join(DATA_DIR, 'timescaledb', name));
    const before = contentOf(DATA_DIR);
    const refusal = await openStore(loadConfig({ DATA_DIR }).store).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StartupError);
    expect((refusal as Error).message).toMatch(
      /^The database in \S+ is damaged: .*\. Nothing was changed in it: restore /,
    );
    expect((refusal as Error).message).toContain(words);
    expect(contentOf(DATA_DIR)).toEqual(before);
  });

  it('says in PostgreSQL’s words what only a start can find', async () => {
    const DATA_DIR = scratchDataDir();
    eachSegment(join(DATA_DIR, 'timescaledb/pg_wal'), overwrite);
    await expect(openStore(loadConfig({ DATA_DIR }).store)).rejects.toThrow(
      /^The embedded TimescaleDB did not start on \S+: could not locate a valid checkpoint record\b.*\. Keep \S+ as it is /,
    );
  });

  it('starts from a copy that left out empty directories', async () => {
    const DATA_DIR = scratchDataDir();
    for (const name of ['pg_notify', 'pg_tblspc', 'pg_wal/archive_status', 'pg_logical/snapshots']) {
      rmSync(join(DATA_DIR, 'timescaledb', name), { recursive: true });
    }
    await (await open({ DATA_DIR })).query(insert);
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
