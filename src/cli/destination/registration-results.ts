import { RefusedError } from '../../client/client-error.js';
import { MAX_REGISTRATIONS } from '../../common/pattern-terms.js';
import type { RegistrationReport } from '../../patterns/index.js';

/** What became of a pattern. */
export interface RegistrationResult {
  readonly status: RegistrationReport['results'][number]['status'];
  /** Why it is refused; undefined where it is not. */
  readonly reason?: string;
}

type Register = (patterns: readonly object[]) => Promise<Partial<RegistrationReport>>;

const resultsOf = ({ results, errors }: Partial<RegistrationReport>, count: number): RegistrationResult[] => {
  if (results?.length !== count || errors === undefined) {
    throw new RefusedError('The server answered patterns with something else than a report on them.', 200);
  }
  return results.map(({ index, status }) => {
    if (status !== 'rejected') return { status };
    const reasons = errors.filter((error) => error.index === index).map(({ message }) => message);
    return { status, reason: reasons.join(' ') };
  });
};

/** In halves where the texts are too long for one request. */
const registerPart = async (
  patterns: readonly object[],
  register: Register,
): Promise<RegistrationResult[]> => {
  try {
    return resultsOf(await register(patterns), patterns.length);
  } catch (error) {
    if (!(error instanceof RefusedError) || error.status !== 413) throw error;
    if (patterns.length === 1) return [{ status: 'rejected', reason: error.message }];
  }
  const middle = Math.ceil(patterns.length / 2);
  return [
    ...(await registerPart(patterns.slice(0, middle), register)),
    ...(await registerPart(patterns.slice(middle), register)),
  ];
};

/**
 * Registers any number of patterns, as many at a time as one request takes.
 * @returns what became of each, in order.
 */
export const registerInParts = async (
  patterns: readonly object[],
  register: Register,
): Promise<RegistrationResult[]> => {
  const results: RegistrationResult[] = [];
  for (let start = 0; start < patterns.length; start += MAX_REGISTRATIONS) {
    results.push(...(await registerPart(patterns.slice(start, start + MAX_REGISTRATIONS), register)));
  }
  return results;
};
