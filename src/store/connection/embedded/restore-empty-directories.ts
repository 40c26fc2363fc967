import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** What PostgreSQL wants to be there and is mostly empty. */
const MAY_BE_EMPTY = [
  'pg_commit_ts',
  'pg_dynshmem',
  'pg_logical/mappings',
  'pg_logical/snapshots',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_tblspc',
  'pg_twophase',
  'pg_wal/archive_status',
  'pg_wal/summaries',
];

/** Makes the empty directories of a database that a copy of it has left out, as many programs do. */
export const restoreEmptyDirectories = (dataDir: string): void => {
  for (const name of MAY_BE_EMPTY) mkdirSync(join(dataDir, name), { recursive: true, mode: 0o700 });
};
