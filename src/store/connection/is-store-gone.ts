import { RequestAbortedError, StoreUnavailableError } from '../../common/tracker-error.js';

/** SQLSTATE classes of what only this piece of work may meet: deadlocks, locks, memory, a damaged file. */
const OF_ONE_PIECE = /^(40|53|55|58)/;
const DISK_FULL = '53100';

/** Whether an error of `onStore` says that nothing else can be done on the store now either, or is to be. */
export const isStoreGone = (error: unknown): boolean => {
  if (error instanceof RequestAbortedError) return true;
  if (!(error instanceof StoreUnavailableError)) return false;
  const { code = '' } = error.cause as { code?: string };
  return code === DISK_FULL || !OF_ONE_PIECE.test(code);
};
