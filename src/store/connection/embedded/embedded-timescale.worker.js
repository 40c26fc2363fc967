// @ts-check
// The embedded TimescaleDB's own thread, so that a query never holds up the HTTP event loop. Plain
// JavaScript, because a worker is loaded by Node itself, in tests as in production.
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { inspect } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { timescaledb } from '@electric-sql/pglite/timescaledb';
import { applySettings } from './apply-settings.js';
import { DurableNodeFs } from './durable-node-fs.js';
import { syncTree } from './sync-tree.js';

/** @type {{ dataDir?: string, socketPath: string }} */
const { dataDir, socketPath } = workerData;

/** @type {DurableNodeFs | undefined} */
let files;

/** @param {unknown} error WebAssembly's and Emscripten's say nothing; PostgreSQL's log does. */
const toError = (error) =>
  new Error(files?.lastWords ?? (error instanceof Error ? error.message : inspect(error)), { cause: error });

/** @param {string | undefined} directory */
const open = async (directory) => {
  files = directory === undefined ? undefined : new DurableNodeFs(directory);
  const database = await PGlite.create({
    ...(files && { fs: files }),
    extensions: { timescaledb, pg_trgm },
    relaxedDurability: false,
  });
  applySettings(database);
  // As shared_preload_libraries does on a server: without the loader, a database that is opened again
  // has the extension but not its Timescale-licensed part.
  await database.exec("LOAD 'timescaledb'");
  await database.exec('CREATE EXTENSION IF NOT EXISTS timescaledb');
  await database.exec('CREATE EXTENSION IF NOT EXISTS pg_trgm');
  return database;
};

/**
 * A new database is set up beside its place and put there as a whole, before anything is stored in it.
 * So what a first start leaves that was cut off can go, and whatever stands in its place is never removed.
 * @param {string} directory
 */
const setUp = async (directory) => {
  const draft = `${directory}.new`;
  rmSync(draft, { recursive: true, force: true });
  await (await open(draft)).close();
  syncTree(draft);
  renameSync(draft, directory);
};

const start = async () => {
  const isNew = dataDir !== undefined && (!existsSync(dataDir) || readdirSync(dataDir).length === 0);
  if (isNew) await setUp(dataDir);
  return open(dataDir);
};
const database = await start().catch((error) => {
  throw toError(error);
});

// What is thrown here is no statement's error: the database itself has ended, and its thread must too.
const execute = database.execProtocolRaw.bind(database);
/** @type {typeof execute} */
const executeOrEnd = (message, options) =>
  execute(message, options).catch((error) => {
    setImmediate(() => {
      throw toError(error);
    });
    throw error;
  });
database.execProtocolRaw = executeOrEnd;

const server = new PGLiteSocketServer({
  db: /** @type {any} */ (database),
  path: socketPath,
  // One for the pool, and room for a new connection to arrive before the old one is gone.
  maxConnections: 4,
});
// It says nothing to whoever waits for its start.
server.addEventListener('error', (event) => {
  throw /** @type {CustomEvent} */ (event).detail;
});
await server.start();

parentPort?.once('message', async () => {
  await server.stop();
  await database.close();
  process.exit(0);
});
parentPort?.postMessage('ready');
