import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for what is bound to happen; the test's own time limit ends it. */
export const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await sleep(50);
};
