import type { Violation } from '../common/tracker-error.js';
import type { BatchReport } from '../ingestion/index.js';
import { RefusedError } from './client-error.js';
import type { TrackerApi } from './tracker-api.js';

/** What became of one usage of a batch; in the order in which they were given. */
export type UsageResult =
  { readonly id: string; readonly duplicate: boolean } | { readonly refused: RefusedError };

/** A whole batch that is too large or that one usage makes unreadable. */
const IS_SPLIT = new Set([400, 413, 422]);

const UNEXPLAINED = 'The server refused the usage, beyond those of its batch whose faults it names.';

/** @throws RefusedError where the report is none. */
export const resultsOf = (report: Partial<BatchReport>, count: number): UsageResult[] => {
  const { results, errors } = report;
  if (results?.length !== count || errors === undefined) {
    throw new RefusedError('The server answered a batch with something else than a report on it.', 200);
  }
  const faults = new Map<number, Violation[]>();
  for (const { index, pointer, code, allowed, message } of errors) {
    const known = faults.get(index) ?? [];
    faults.set(index, [...known, { pointer, code, allowed, message }]);
  }
  return results.map(({ index, id, status }): UsageResult => {
    if (status !== 'rejected' && id !== null) return { id, duplicate: status === 'duplicate' };
    const violations = faults.get(index) ?? [];
    const message = violations.map((violation) => violation.message).join(' ') || UNEXPLAINED;
    return { refused: new RefusedError(message, 422, violations) };
  });
};

/**
 * Sends usages in one request; in halves where they are too large for one, or where one of them makes
 * the server refuse them all, so that it alone is refused.
 * @param usages JSON texts, each with an id and, where that carries none, a time.
 * @throws RefusedError where the server takes none of them, UnavailableError
 */
export const sendBatch = async (api: TrackerApi, usages: readonly string[]): Promise<UsageResult[]> => {
  if (usages.length === 0) return [];
  try {
    const report = await api.post('usage/batch', `[${usages.join(',')}]`);
    return resultsOf(report as Partial<BatchReport>, usages.length);
  } catch (error) {
    if (!(error instanceof RefusedError) || !IS_SPLIT.has(error.status)) throw error;
    if (usages.length === 1) return [{ refused: error }];
  }
  const middle = Math.ceil(usages.length / 2);
  return [
    ...(await sendBatch(api, usages.slice(0, middle))),
    ...(await sendBatch(api, usages.slice(middle))),
  ];
};
