import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ControlFile, readControlFile } from './control-file.js';
import { segmentName, segmentNumber } from './wal-segments.js';

const VERSION = '17';

/** Directories that are never empty; what is missing of them cannot be made again. */
const FILLED = [
  'global',
  'base/1',
  'base/4',
  'base/5',
  'pg_xact',
  'pg_multixact/members',
  'pg_multixact/offsets',
  'pg_wal',
];
/** Files without which nothing is found in them. */
const MAPS = ['global/pg_filenode.map', 'base/1/pg_filenode.map', 'base/1/PG_VERSION'];

const damageOfLog = (dataDir: string, control: ControlFile): string[] => {
  const log = join(dataDir, 'pg_wal');
  const numbers = readdirSync(log).flatMap((name) => segmentNumber(control, name) ?? []);
  const last = numbers.reduce((most, number) => (number > most ? number : most), control.firstSegment);
  const damages: string[] = [];
  for (let number = control.firstSegment; number <= last && damages.length < 10; number += 1n) {
    const name = `pg_wal/${segmentName(control, number)}`;
    const bytes = statSync(join(dataDir, name), { throwIfNoEntry: false })?.size;
    if (bytes === undefined) damages.push(`${name} of its log is missing`);
    else if (bytes !== control.segmentBytes) {
      damages.push(`${name} of its log has ${bytes} bytes instead of ${control.segmentBytes}`);
    }
  }
  return damages;
};

/**
 * What is wrong with the files of an embedded database that is not running, each as a phrase; it
 * reads what every start needs, and no table.
 */
export const findDamage = (dataDir: string): string[] => {
  const missing = [...FILLED, ...MAPS]
    .filter((name) => !existsSync(join(dataDir, name)))
    .map((name) => `${name} is missing`);
  const versionFile = join(dataDir, 'PG_VERSION');
  const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim() : undefined;
  if (version === undefined) missing.push('PG_VERSION is missing');
  else if (version !== VERSION)
    missing.push(`PG_VERSION says ${JSON.stringify(version)} instead of ${VERSION}`);
  const controlFile = join(dataDir, 'global/pg_control');
  if (!existsSync(controlFile)) return [...missing, 'its control file global/pg_control is missing'];
  const control = readControlFile(readFileSync(controlFile));
  if (typeof control === 'string') return [...missing, `its control file global/pg_control ${control}`];
  return existsSync(join(dataDir, 'pg_wal')) ? [...missing, ...damageOfLog(dataDir, control)] : missing;
};
