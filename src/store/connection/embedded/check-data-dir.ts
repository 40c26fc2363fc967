import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { StartupError } from '../../../common/startup-error.js';
import { fileFault } from './file-fault.js';
import { findDamage } from './find-damage.js';
import { restoreEmptyDirectories } from './restore-empty-directories.js';

/**
 * Whether the database in `dataDir`, which is in `directory`, may be started; one that is not there
 * yet may be.
 * @throws StartupError where its files are damaged or cannot be written.
 */
export const checkDataDir = (directory: string, dataDir: string): void => {
  try {
    if (!existsSync(dataDir) || readdirSync(dataDir).length === 0) return;
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    const damages = findDamage(dataDir);
    if (damages.length === 0) {
      restoreEmptyDirectories(dataDir);
      return;
    }
    throw new StartupError(
      `The database in ${directory} is damaged: ${damages.slice(0, 3).join(', ')}${damages.length > 3 ? ' and more' : ''}. Nothing was changed in it: restore ${directory} from a copy made while no server ran on it, or set DATA_DIR to another directory; pattern-usage doctor ${directory} says all that is known.`,
    );
  } catch (error) {
    throw error instanceof StartupError ? error : fileFault(directory, error);
  }
};
