import { describeIf } from './describe-if.js';
import { findProgram } from './find-program.js';

/** Tests that need a program of this machine. */
export const describeWith = (program: string, title: string, tests: (path: string) => void): void => {
  const path = findProgram(program);
  describeIf(path !== undefined, `${program} is not installed`, title, () => tests(path ?? program));
};
