import { StartupError } from '../../../common/startup-error.js';

const FAULTS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write it; give it to the user that runs the server',
  EPERM: 'this user may not write it; give it to the user that runs the server',
  EROFS: 'its file system is read-only; mount it for writing',
  ENOSPC: 'its disk is full; make room on it',
  EDQUOT: 'its quota is used up; make room in it',
  ENOTDIR: 'part of its path is a file',
  EEXIST: 'it is a file',
  ENAMETOOLONG: 'its path is too long',
  ELOOP: 'its symbolic links lead in a circle',
  EIO: 'its disk reports errors',
  ENOLCK: 'its file system has no locks; use a local one',
  ENOTSUP: 'its file system has no locks; use a local one',
  EOPNOTSUPP: 'its file system has no locks; use a local one',
};

/** What keeps a data directory from being used, as a sentence that says what to do. */
export const fileFault = (directory: string, error: unknown): StartupError => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new StartupError(
    `The data directory ${directory} cannot be used: ${FAULTS[code] ?? message}, or set DATA_DIR to another directory.`,
    { cause: error },
  );
};
