import { describe } from '@jest/globals';
import { findProgram } from './find-program.js';

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
