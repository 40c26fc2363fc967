import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import request from 'supertest';
import { StartupError } from '../../src/common/startup-error.js';
import { loadConfig } from '../../src/config/config.js';
import { openStore } from '../../src/store/connection/open-store.js';
import { checkServer } from '../../src/store/connection/server/server-check.js';
import { sessionSettings } from '../../src/store/connection/server/session-settings.js';
import type { TrackerDataSource } from '../../src/store/connection/tracker-data-source.js';
import { buildUsage } from '../support/build-usage.js';
import { openHttpApp } from '../support/http-app.js';
import { freePort } from '../support/port.js';
import { startPostgres } from '../support/postgres-server.js';
import { describeWith } from '../support/programs.js';
import { RunningProgram } from '../support/running.js';
import { scratchDir } from '../support/scratch.js';
import { scratchStore, type ScratchStore } from '../support/scratch-store.js';
import { openTestStore } from '../support/test-store.js';

const TIMESCALE = join(import.meta.dirname, '../support/timescale-server.js');
const API = '/api/pattern-analytics';

beforeAll(() => Logger.overrideLogger(false));

describe('no server', () => {
  it('is waited for as long as configured, then named', async () => {
    const port = await freePort();
    await expect(checkServer(`postgres://a:b@127.0.0.1:${port}/c`, 600)).rejects.toMatchObject({
      name: 'StartupError',
      message: `No TimescaleDB server answered at 127.0.0.1:${port} within 0.6 s (ECONNREFUSED): start it or correct DATABASE_URL.`,
    });
  });
});

describe('a TimescaleDB server', () => {
  let server: RunningProgram | undefined;
  afterEach(() => server?.stop());

  it('is waited for, and found again after it was lost', async () => {
    const [directory, port] = [scratchDir(), await freePort()];
    const start = (): Promise<RunningProgram> =>
      RunningProgram.start(process.execPath, [TIMESCALE, directory, String(port)], port);
    const opening = openHttpApp({
      DATABASE_URL: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
      DATABASE_POOL_SIZE: 1,
    });
    await sleep(500);
    server = await start();
    const app = await opening;
    try {
      const pattern_id = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
      const record = async (): Promise<number> =>
        (await request(app.getHttpServer()).post(`${API}/usage`).send({ pattern_id, outcome: 'success' }))
          .status;
      expect(await record()).toBe(201);
      await server.stop();
      expect(await record()).toBe(503);
      server = await start();
      let status = 0;
      for (let attempt = 0; attempt < 50 && status !== 201; attempt += 1) {
        status = await record();
        if (status !== 201) await sleep(100);
      }
      expect(status).toBe(201);
      const { body } = await request(app.getHttpServer()).get(`${API}/usage-stats`).expect(200);
      expect(body.patterns[0].total_usage).toBe(2);

      // This server has no pg_trgm.
      const found = async (query: string): Promise<unknown> =>
        (await request(app.getHttpServer()).get(`${API}/search`).query({ query }).expect(200)).body;
      const name = 'Retry with backoff';
      await request(app.getHttpServer()).put(`${API}/patterns/${pattern_id}`).send({ name }).expect(200);
      for (const query of ['retries', 'backo', name]) {
        expect(await found(query)).toMatchObject({ total_results: 1, search_type: 'full_text' });
      }
      expect(await found('bakoff')).toMatchObject({ results: [], total_results: 0 });
    } finally {
      await app.close();
    }
  });
});

describeWith('postgres', 'a plain PostgreSQL server', (program) => {
  let server: RunningProgram;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    server = await startPostgres(program, port);
  });
  afterAll(() => server.stop('SIGQUIT'));

  const refusal = (url: string): Promise<unknown> =>
    checkServer(url, 10_000).catch((error: unknown) => error);

  it.each([
    [
      'postgres:postgres',
      'postgres',
      /^The PostgreSQL server has no TimescaleDB: install |could not be created .* shared_preload/,
    ],
    ['postgres:wrong', 'postgres', /^The database refused the login: check the user and password/],
    ['nobody:wrong', 'postgres', /^The database refused the login: check the user and password/],
    ['postgres:postgres', 'nothing', /^The database named in DATABASE_URL does not exist: /],
    ['postgres', 'postgres', /^The database asks for a password: /],
  ])('refuses %s at %s with one sentence', async (login, database, sentence) => {
    const error = await refusal(`postgres://${login}@127.0.0.1:${port}/${database}`);
    expect(error).toBeInstanceOf(StartupError);
    expect((error as Error).message).toMatch(sentence);
    expect((error as Error).message).not.toMatch(/wrong|\n/);
  });
});

describeWith('postgres', 'a connection to a server', (program) => {
  it('sets its own limits, and compiles no plan', async () => {
    const port = await freePort();
    const server = await startPostgres(program, port);
    try {
      const connectionString = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
      // Waits for it, and then refuses it, as it has no TimescaleDB.
      await expect(checkServer(connectionString, 10_000)).rejects.toThrow(StartupError);
      const client = new Client({ connectionString, ...sessionSettings({ statementTimeoutMs: 4321 }) });
      await client.connect();
      const { rows } = await client.query(
        `SELECT current_setting('jit') AS jit, current_setting('statement_timeout') AS statement,
           current_setting('idle_in_transaction_session_timeout') AS idle`,
      );
      expect(rows).toEqual([{ jit: 'off', statement: '4321ms', idle: '30s' }]);
      await client.end();
    } finally {
      await server.stop('SIGQUIT');
    }
  });
});

// An embedded store has one connection, so this takes a server.
const describeOnServer = process.env['TEST_DATABASE_URL'] === undefined ? describe.skip : describe;

describeOnServer('two instances that start at once', () => {
  let scratch: ScratchStore;
  const stores: TrackerDataSource[] = [];
  beforeAll(async () => {
    scratch = await scratchStore();
  });
  afterAll(async () => {
    for (const store of stores) await store.destroy();
    await scratch.remove();
  });

  it('set the database up once', async () => {
    const { store: config } = loadConfig(scratch.settings);
    stores.push(...(await Promise.all([openStore(config), openStore(config), openStore(config)])));
    const [migrations] = await stores[0]!.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM pattern_usage_migrations',
    );
    expect(migrations!.n).toBe(stores[0]!.migrations.length);
    const [jobs] = await stores[0]!.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM timescaledb_information.jobs WHERE hypertable_name IS NOT NULL',
    );
    expect(jobs!.n).toBe(0);
  });
});

describeOnServer('a write that is under way', () => {
  it('is waited for by whoever moves a watermark', async () => {
    const test = await openTestStore();
    const other = await openStore(test.config.store);
    try {
      // The usage is young to its write, and old enough to whoever moves the watermark.
      const later = Date.now() + 120_000;
      test.rollups.now = () => Promise.resolve(later);
      const usage = buildUsage({ createdAt: Date.now() });
      const write = other.createQueryRunner();
      await write.startTransaction();
      await write.query(
        `INSERT INTO pattern_feedback (id, pattern_id, created_at, outcome, success)
         VALUES ($1, $2, $3, 'success', true)`,
        [usage.id, usage.patternId, new Date(usage.createdAt)],
      );
      const advance = test.refresh.advance();
      await sleep(300);
      expect(await test.rollups.trusted('minute')).toBeUndefined();
      // One that begins later is not waited for.
      const next = test.store.createQueryRunner();
      await next.startTransaction();
      await next.query('LOCK TABLE pattern_feedback IN ROW EXCLUSIVE MODE');
      await write.commitTransaction();
      await advance;
      await next.rollbackTransaction();
      await Promise.all([write.release(), next.release()]);
      const [minute] = await test.store.query<{ usages: string }[]>('SELECT usages FROM usage_minute');
      expect(Number(minute!.usages)).toBe(1);
    } finally {
      await other.destroy();
      await test.close();
    }
  });
});
