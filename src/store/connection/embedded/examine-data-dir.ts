import { accessSync, constants, cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { differingHours } from './compare-rollups.sql.js';
import { type ControlFile, readControlFile } from './control-file.js';
import { EmbeddedTimescale } from './embedded-timescale.js';
import { findDamage } from './find-damage.js';
import { lockForReading } from './lock-for-reading.js';
import { readEveryTable } from './read-every-table.js';
import { DATABASE } from './reset-data-dir.js';
import { roomFault } from './room-fault.js';
import { makeSocketDirectory } from './socket-directory.js';

/** Something that was looked at, and what is said of it. */
export interface Finding {
  readonly what: string;
  readonly isWrong: boolean;
  readonly said: string;
}

const right = (what: string, said: string): Finding => ({ what, isWrong: false, said });
const wrong = (what: string, said: string): Finding => ({ what, isWrong: true, said });

const examineContent = async (client: pg.Client): Promise<Finding[]> => {
  const { tables, rows, faults } = await readEveryTable(client);
  const findings =
    faults.length === 0
      ? [right('tables', `all ${tables} can be read, ${rows} rows`)]
      : faults.slice(0, 10).map((fault) => wrong('tables', fault));
  try {
    const { rows: usages } = await client.query<{ n: string }>('SELECT count(*) AS n FROM pattern_feedback');
    const { rows: differing } = await client.query<{ hours: number }>(differingHours);
    const hours = differing[0]?.hours ?? 0;
    findings.push(
      hours === 0
        ? right('rollups', `agree with the ${usages[0]!.n} usages`)
        : wrong('rollups', `${hours} hours count other usages than there are`),
    );
  } catch (error) {
    findings.push(wrong('rollups', `cannot be compared: ${(error as Error).message}`));
  }
  return findings;
};

/** A database that is started writes; so it is a copy that is started. */
const examineCopy = async (dataDir: string): Promise<Finding[]> => {
  const scratch = makeSocketDirectory();
  let embedded: EmbeddedTimescale | undefined;
  try {
    const copy = join(scratch.path, 'copy');
    cpSync(dataDir, join(copy, DATABASE), { recursive: true, mode: constants.COPYFILE_FICLONE });
    embedded = await EmbeddedTimescale.open(copy);
    const client = new pg.Client({ host: embedded.socketDir, user: 'postgres', password: 'postgres' });
    client.on('error', () => undefined);
    await client.connect();
    return await examineContent(client).finally(() => client.end());
  } catch (error) {
    return [wrong('start', `a copy of it does not start: ${(error as Error).message}`)];
  } finally {
    await embedded?.close();
    scratch.remove();
  }
};

const examineFiles = async (dataDir: string): Promise<Finding[]> => {
  const damages = findDamage(dataDir);
  if (damages.length > 0) return damages.map((damage) => wrong('files', damage));
  const control = readControlFile(readFileSync(join(dataDir, 'global/pg_control'))) as ControlFile;
  const end = control.isShutDown
    ? 'was shut down in order'
    : 'was cut off, and replays its log at the next start';
  return [right('files', `control file and log are whole; it ${end}`), ...(await examineCopy(dataDir))];
};

/** Looks at an embedded store without changing anything in its directory. */
export const examineDataDir = async (directory: string): Promise<Finding[]> => {
  const absolute = resolve(directory);
  const dataDir = join(absolute, DATABASE);
  if (!existsSync(dataDir)) return [wrong('directory', `there is no database in ${absolute}`)];
  try {
    accessSync(dataDir, constants.R_OK | constants.X_OK);
    const unlock = lockForReading(absolute);
    if (typeof unlock === 'string') {
      return [wrong('lock', `a server runs on it (${unlock}); stop it, and its files can be read`)];
    }
    try {
      const fault = await roomFault(dataDir);
      const left = readdirSync(absolute).includes(`${DATABASE}.new`);
      return [
        right('lock', 'no server runs on it'),
        fault === undefined ? right('room', 'it can be written and has room') : wrong('room', fault),
        right('leftovers', left ? 'a first start that was cut off; the next one removes it' : 'none'),
        ...(await examineFiles(dataDir)),
      ];
    } finally {
      unlock();
    }
  } catch (error) {
    return [wrong('directory', `it cannot be read: ${(error as Error).message}`)];
  }
};
