// npm run psql [-- 'SELECT …']: SQL on the embedded store in DATA_DIR, while no server runs on it; on a server use its own psql.
import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { formatTable } from '../src/cli/format-table.js';
import { loadConfig } from '../src/config/config.js';
import { EmbeddedTimescale } from '../src/store/embedded/embedded-timescale.js';

const textOf = (value: unknown): string =>
  value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

const tableOf = (rows: readonly Readonly<Record<string, unknown>>[]): string =>
  rows.length === 0
    ? ''
    : formatTable(
        Object.keys(rows[0]!),
        rows.map((row) => Object.values(row).map(textOf)),
      );

const run = async (client: pg.Client, statement: string): Promise<void> => {
  try {
    const { rows, rowCount } = await client.query<Record<string, unknown>>(statement);
    process.stdout.write(tableOf(rows) || `${rowCount ?? 0} rows\n`);
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
};

Logger.overrideLogger(['warn', 'error']);
const { dataDir } = loadConfig(process.env).store;
const embedded = await EmbeddedTimescale.open(dataDir);
const [statement] = process.argv.slice(2);
const found = spawnSync('psql', ['--version']).status === 0;
if (found && statement === undefined) {
  spawnSync('psql', ['-h', embedded.socketDir, '-U', 'postgres', 'postgres'], {
    stdio: 'inherit',
    env: { ...process.env, PGPASSWORD: 'postgres' },
  });
} else {
  const client = new pg.Client({ host: embedded.socketDir, user: 'postgres', password: 'postgres' });
  await client.connect();
  await (statement === undefined ? readStatements(client) : run(client, statement));
  await client.end();
}
await embedded.close();
