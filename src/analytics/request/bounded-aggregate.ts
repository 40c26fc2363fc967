import type { MostUsed, UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import { TooManyRowsError } from '../../store/too-many-rows-error.js';
import type { MeasureName } from '../../store/usage-measures.js';
import type { UsageQuestion } from '../../store/usage-question.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { MOST_POINTS, tooManyPoints } from './too-many-points.js';

/**
 * What `aggregate` answers, where that is no more than an answer may be made of: nothing beyond it
 * leaves the store.
 * @throws InvalidInputError, StoreUnavailableError
 */
export const boundedAggregate = async <M extends MeasureName>(
  usages: UsageReadRepository,
  question: UsageQuestion<M>,
): Promise<UsageAnswer<M>[]> => bounded(() => usages.aggregate({ ...question, most: MOST_POINTS }));

/**
 * The same of `mostUsed`: for the patterns that are shown.
 * @throws InvalidInputError, StoreUnavailableError
 */
export const boundedMostUsed = async <M extends MeasureName>(
  usages: UsageReadRepository,
  question: Omit<UsageQuestion<M>, 'keys' | 'contextKey'>,
  first: number,
): Promise<MostUsed<M>> => bounded(() => usages.mostUsed({ ...question, most: MOST_POINTS }, first));

const bounded = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof TooManyRowsError)) throw error;
    throw tooManyPoints(`The answer would be made of more than ${MOST_POINTS} points`);
  }
};
