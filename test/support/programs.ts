import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from '@jest/globals';

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

/**
 * Tests that need a program of this machine. Node and npm are all that a developer must have, so
 * they are left out with a line where it is missing; CI has it, and fails without.
 */
export const describeWith = (program: string, title: string, tests: (path: string) => void): void => {
  const path = findProgram(program);
  if (path !== undefined || process.env['CI']) {
    describe(title, () => tests(path ?? program));
    return;
  }
  process.stderr.write(`${program} is not installed: "${title}" is not tested.\n`);
  describe.skip(title, () => tests(program));
};
