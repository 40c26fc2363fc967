import { RequestAbortedError, StoreUnavailableError, UnstorableError } from '../../common/tracker-error.js';
import { storeFault } from './store-fault.js';
import { currentWork } from './turns/store-work.js';

/** What a store lacks that will not be there a moment later. */
const LACKING: readonly (readonly [code: string, message: RegExp, fault: string])[] = [
  [
    '53200',
    /shared memory/,
    'The store has too many chunks to open them all at once: this fails until a job has put old ones together, or its operator raises max_locks_per_transaction.',
  ],
  [
    '53200',
    /./,
    'The store ran out of memory at this: ask for less at a time, or let its operator give it more memory.',
  ],
  ['53400', /./, 'The store has reached a limit that its operator has set: this fails until that is raised.'],
];

const lacking = (error: unknown): string | undefined => {
  const { code, message = '' } = error as { code?: string; message?: string };
  return LACKING.find(([state, words]) => state === code && words.test(message))?.[2];
};

/** SQLSTATE classes of a store that cannot work now: connection, resources, operator, system, rollback. */
const PASSING_CLASS = /^(08|40|53|55|57|58)/;
/** SQLSTATE of a write in a read-only transaction: a standby, until the failover ends. */
const READ_ONLY = '25006';
const CONNECTION =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Driver not Connected|pool after calling end/i;

const isPassing = (error: unknown): boolean => {
  const { code, message } = error as { code?: string; message?: string };
  return (
    (code !== undefined && (code === READ_ONLY || PASSING_CLASS.test(code) || /^E[A-Z]+$/.test(code))) ||
    CONNECTION.test(message ?? '')
  );
};

/** SQLSTATE classes of a value that does not fit (data exception, integrity); or it cannot be encoded. */
const UNSTORABLE_CLASS = /^(22|23)/;
const isUnstorable = (error: unknown): boolean => {
  const { code } = error as { code?: string };
  return code === 'ERR_OUT_OF_RANGE' || UNSTORABLE_CLASS.test(code ?? '');
};

/**
 * Runs work on the store.
 * @throws StoreUnavailableError where the store could not do it now, UnstorableError where a value is
 * to blame, RequestAbortedError where nobody waits for it any more; other errors as they are.
 */
export const onStore = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    // A statement that was ended because nobody waited for it is no fault of the store.
    if (currentWork().signal?.aborted) throw new RequestAbortedError();
    const lack = lacking(error);
    if (lack !== undefined) throw new StoreUnavailableError(error, lack, false);
    const fault = storeFault((error as Error).message);
    if (fault !== undefined || isPassing(error)) throw new StoreUnavailableError(error, fault);
    throw isUnstorable(error) ? new UnstorableError(error) : error;
  }
};
