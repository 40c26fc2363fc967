import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { StartupError } from '../../../common/startup-error.js';
import { SETUP_LOCK } from '../setup-lock.js';

const OLDEST_POSTGRES = 150_000;
const OLDEST_TIMESCALE = [2, 17] as const;

/** Not up yet, out of connections, starting up or shutting down: worth another try. */
const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);

const REFUSED: Readonly<Record<string, string>> = {
  '28P01': 'The database refused the login: check the user and password in DATABASE_URL.',
  '28000': 'The database refused the login: check the user and the server’s pg_hba.conf.',
  '3D000': 'The database named in DATABASE_URL does not exist: create it or name another.',
};

const codeOf = (error: unknown): string => {
  const { code, errors } = error as { code?: string; errors?: { code?: string }[] };
  return code ?? errors?.[0]?.code ?? '';
};

/** pg says these without a code. */
const isPassing = (error: unknown): boolean =>
  PASSING.has(codeOf(error)) || /timeout expired|Connection terminated/.test((error as Error).message);

/** pg says this without a code. */
const NO_PASSWORD = /client password must be a/;

const refusal = (error: unknown): StartupError => {
  const { message } = error as Error;
  const sentence = NO_PASSWORD.test(message)
    ? 'The database asks for a password: add one to DATABASE_URL.'
    : (REFUSED[codeOf(error)] ?? `The database cannot be used: ${message}.`);
  return new StartupError(sentence, { cause: error });
};

const connectOnce = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {
    // The query under way rejects with it; without a listener it would end the process.
  });
  await client.connect();
  return client;
};

/** Connects, waiting up to `timeoutMs` for a server that is not up yet. */
const connect = async (url: string, timeoutMs: number): Promise<pg.Client> => {
  const logger = new Logger('Store');
  const { host } = new URL(url);
  const end = Date.now() + timeoutMs;
  for (let pause = 250; ; pause = Math.min(pause * 2, 5000)) {
    try {
      return await connectOnce(url);
    } catch (error) {
      if (!isPassing(error)) throw refusal(error);
      if (Date.now() + pause > end) {
        throw new StartupError(
          `No TimescaleDB server answered at ${host} within ${timeoutMs / 1000} s (${codeOf(error) || (error as Error).message}): start it or correct DATABASE_URL.`,
          { cause: error },
        );
      }
      logger.warn(`Waiting for the TimescaleDB server at ${host} (${codeOf(error)}).`);
      await sleep(pause);
    }
  }
};

const isOld = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_TIMESCALE;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
};

const createExtension = async (client: pg.Client): Promise<void> => {
  const available = await client.query("SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb'");
  if (available.rowCount === 0) {
    throw new StartupError(
      'The PostgreSQL server has no TimescaleDB: install the timescaledb extension on it, or use the timescale/timescaledb image.',
    );
  }
  try {
    // Held until the connection ends: two instances that start at once must not collide here.
    await client.query('SELECT pg_advisory_lock($1)', [SETUP_LOCK]);
    await client.query('CREATE EXTENSION IF NOT EXISTS timescaledb');
  } catch (error) {
    throw new StartupError(
      `The timescaledb extension could not be created (${(error as Error).message.split('\n')[0]}): add it to shared_preload_libraries, restart the server and run CREATE EXTENSION timescaledb as a superuser.`,
      { cause: error },
    );
  }
};

const checkVersions = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<{ number: number; version: string }>(
    "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version",
  );
  const server = rows[0]!;
  if (server.number < OLDEST_POSTGRES) {
    throw new StartupError(`PostgreSQL ${server.version} is too old: upgrade the server to 15 or newer.`);
  }
  const find = (): Promise<pg.QueryResult<{ version: string; license: string }>> =>
    client.query(
      "SELECT extversion AS version, current_setting('timescaledb.license', true) AS license FROM pg_extension WHERE extname = 'timescaledb'",
    );
  let extension = (await find()).rows[0];
  if (!extension) {
    await createExtension(client);
    extension = (await find()).rows[0]!;
  }
  if (isOld(extension.version)) {
    throw new StartupError(
      `TimescaleDB ${extension.version} is too old: upgrade the extension to ${OLDEST_TIMESCALE.join('.')} or newer (ALTER EXTENSION timescaledb UPDATE).`,
    );
  }
  if (extension.license !== 'timescale') {
    throw new StartupError(
      `The server runs the Apache-only TimescaleDB, which has no continuous aggregates: set timescaledb.license = 'timescale' or install the community edition.`,
    );
  }
};

/** Whether this database has pg_trgm, after an attempt to add it: it may be neither there nor allowed. */
const checkTrigrams = async (client: pg.Client): Promise<boolean> => {
  try {
    await client.query('SELECT pg_advisory_lock($1)', [SETUP_LOCK]);
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    await client.query("SELECT word_similarity('a', 'a')");
    return true;
  } catch (error) {
    new Logger('Store').warn(
      `The extension pg_trgm cannot be used (${(error as Error).message.split('\n')[0]}): GET /search finds words and parts of words, but nothing that is spelt differently. To change that, run CREATE EXTENSION pg_trgm as a user who may, and restart.`,
    );
    return false;
  }
};

/** What a server has beyond what it has to have. */
interface ServerExtras {
  readonly hasTrigrams: boolean;
  readonly takesCopy: boolean;
}

/** PostgreSQL in WebAssembly, reached over a socket, drops the connection at COPY FROM STDIN. */
const checkCopy = async (client: pg.Client): Promise<boolean> => {
  const { rows } = await client.query<{ version: string }>('SELECT version()');
  return !/\bemcc\b/.test(rows[0]!.version);
};

/**
 * Waits until the server is up and makes sure that it is one this tracker can work on.
 * @throws StartupError with one sentence that says what to do.
 */
export const checkServer = async (url: string, timeoutMs: number): Promise<ServerExtras> => {
  const client = await connect(url, timeoutMs);
  try {
    await checkVersions(client);
    return { hasTrigrams: await checkTrigrams(client), takesCopy: await checkCopy(client) };
  } catch (error) {
    throw error instanceof StartupError ? error : refusal(error);
  } finally {
    await client.end();
  }
};
