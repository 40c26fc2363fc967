import { describe } from '@jest/globals';

/**
 * Tests that need something of this machine. Node and npm are all that a developer must have, so they
 * are left out with a line where it is missing; CI has it, and fails without.
 * @param missing what is, in words.
 */
export const describeIf = (isThere: boolean, missing: string, title: string, tests: () => void): void => {
  if (isThere || process.env['CI']) {
    describe(title, tests);
    return;
  }
  process.stderr.write(`${missing}: "${title}" is not tested.\n`);
  describe.skip(title, tests);
};
