import { StartupError } from '../common/startup-error.js';

/** Ends the process with code 1; a StartupError with its sentence alone, others with their stack. */
export const exitWith = (error: unknown): never => {
  process.stderr.write(`${error instanceof StartupError ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
};
