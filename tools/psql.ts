// npm run psql [-- 'SELECT …']: SQL on the embedded store in DATA_DIR, while no server runs on it; a server has a psql of its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Logger } from '@nestjs/common';
import { config as loadDotenv } from 'dotenv';
import pg from 'pg';
import { formatTable } from '../src/cli/format-table.js';
import { StartupError } from '../src/common/startup-error.js';
import { loadConfig } from '../src/config/config.js';
import { exitWith } from '../src/http/exit-with.js';
import { DATABASE } from '../src/store/connection/embedded/reset-data-dir.js';
import { EmbeddedTimescale } from '../src/store/connection/embedded/embedded-timescale.js';

const textOf = (value: unknown): string => {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const toText = ({ fields, rows, rowCount }: pg.QueryArrayResult): string =>
  fields.length === 0
    ? `${rowCount ?? 0} rows\n`
    : formatTable(
        fields.map(({ name }) => name),
        rows.map((row) => row.map(textOf)),
      );

const run = async (client: pg.Client, text: string): Promise<void> => {
  try {
    // Of several statements there are several results.
    const results = [await client.query({ text, rowMode: 'array' })].flat();
    for (const result of results) process.stdout.write(toText(result));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
};

/** A few lines in place of psql, where it is not installed: each statement ends with a semicolon. */
const readStatements = async (client: pg.Client): Promise<void> => {
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: 'sql> ' });
  let statement = '';
  lines.prompt();
  for await (const line of lines) {
    statement += `${line}\n`;
    if (!line.trimEnd().endsWith(';')) continue;
    await run(client, statement);
    statement = '';
    lines.prompt();
  }
  if (statement.trim() !== '') await run(client, statement);
};

const runPsql = async (host: string): Promise<void> => {
  // Ctrl-C ends a statement there, not the store here.
  process.on('SIGINT', () => undefined);
  const child = spawn('psql', ['-h', host, '-U', 'postgres', 'postgres'], {
    stdio: 'inherit',
    env: { ...process.env, PGPASSWORD: 'postgres' },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
};

const main = async (statement: string | undefined): Promise<void> => {
  const { dataDir } = loadConfig(process.env).store;
  if (!existsSync(join(dataDir, DATABASE)))
    throw new StartupError(`There is no store in ${dataDir} (DATA_DIR).`);
  const embedded = await EmbeddedTimescale.open(dataDir);
  if (statement === undefined && spawnSync('psql', ['--version']).status === 0) {
    await runPsql(embedded.socketDir);
  } else {
    const client = new pg.Client({ host: embedded.socketDir, user: 'postgres', password: 'postgres' });
    await client.connect();
    await (statement === undefined ? readStatements(client) : run(client, statement));
    await client.end();
  }
  await embedded.close();
};

loadDotenv({ quiet: true });
Logger.overrideLogger(['warn', 'error']);
await main(process.argv[2]).catch(exitWith);
