import { PROGRAM_ADDRESS } from '../program-address.js';

const MAX_LENGTH = 200;
const PATH = /^(\/[\w~-][\w.~-]*)*$/;

/**
 * A path under which the server may be served, such as /tracker; without a slash at its end.
 * @returns undefined where it is none.
 */
export const parseBasePath = (text: string): string | undefined => {
  const path = text.replace(/\/$/, '');
  return path.length <= MAX_LENGTH && PATH.test(path) && !PROGRAM_ADDRESS.test(path) ? path : undefined;
};
