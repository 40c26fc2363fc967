import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const POSTGRES_HOMES = '/usr/lib/postgresql';

const directories = (): string[] => {
  const installed = existsSync(POSTGRES_HOMES) ? readdirSync(POSTGRES_HOMES) : [];
  const homes = installed.sort((a, b) => Number(b) - Number(a)).map((v) => join(POSTGRES_HOMES, v, 'bin'));
  return [...(process.env['PATH'] ?? '').split(delimiter), ...homes];
};

/** Where a program is, or undefined where it is not installed. */
export const findProgram = (name: string): string | undefined =>
  directories()
    .map((directory) => join(directory, name))
    .find((path) => existsSync(path));
