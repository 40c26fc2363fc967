import { StoreUnavailableError, UnstorableError } from '../common/tracker-error.js';

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
 * to blame; other errors as they are.
 */
export const onStore = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (isPassing(error)) throw new StoreUnavailableError(error);
    throw isUnstorable(error) ? new UnstorableError(error) : error;
  }
};
