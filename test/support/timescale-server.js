// A TimescaleDB that is reached over TCP as a server is: node timescale-server.js DIRECTORY PORT [one-by-one]
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { PGlite } from '@electric-sql/pglite';
import { timescaledb } from '@electric-sql/pglite/timescaledb';

const [, , dataDir, port, mode] = process.argv;
const database = await PGlite.create({ dataDir, extensions: { timescaledb } });
await database.exec("LOAD 'timescaledb'");
const server = new PGLiteSocketServer({
  db: database,
  host: '127.0.0.1',
  port: Number(port),
  maxConnections: 4,
});
// A server's connections have statements of their own; here one that comes after another finds its.
if (mode === 'one-by-one') {
  server.addEventListener('connection', () => void database.exec('DEALLOCATE ALL'));
}
await server.start();
