import { execFileSync } from 'node:child_process';
import { chownSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RunningProgram } from './running.js';
import { scratchDir } from './scratch.js';

const idOf = (what: '-u' | '-g'): number => Number(execFileSync('id', [what, 'postgres']).toString());

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
const account = (): { uid?: number; gid?: number } =>
  process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};

/**
 * A new PostgreSQL cluster without TimescaleDB on 127.0.0.1; user and password are `postgres`.
 * @param program where `postgres` is; the other programs stand beside it.
 */
export const startPostgres = async (program: string, port: number): Promise<RunningProgram> => {
  const directory = scratchDir();
  const as = account();
  if (as.uid !== undefined) chownSync(directory, as.uid, as.gid!);
  const password = join(directory, 'password');
  writeFileSync(password, 'postgres', { mode: 0o644 });
  const data = join(directory, 'data');
  execFileSync(
    join(dirname(program), 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${password}`],
    { ...as, cwd: directory, stdio: 'ignore' },
  );
  const options = ['-D', data, '-p', String(port), '-k', directory, '-c', 'listen_addresses=127.0.0.1'];
  return RunningProgram.start(program, options, port, { ...as, cwd: directory });
};
