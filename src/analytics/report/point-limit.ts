import { InvalidInputError } from '../../common/tracker-error.js';
import { TooManyRowsError } from '../../store/usages/too-many-rows-error.js';

/** Most points that one answer may have, or be made of. */
export const MAX_POINTS = 500_000;

const tooManyPoints = (what: string): InvalidInputError => {
  const allowed = `at most ${MAX_POINTS} points; wider buckets, a shorter range, fewer patterns or another filter make fewer`;
  const message = `${what}; there must be ${allowed}.`;
  return new InvalidInputError([{ pointer: '/from', code: 'too_many_points', allowed, message }]);
};

/** @throws InvalidInputError where an answer would have more points than one may have. */
export const checkPoints = (points: number): void => {
  if (points > MAX_POINTS) throw tooManyPoints(`The answer would have ${points} points`);
};

/**
 * Reads with `maxRows`: nothing beyond leaves the store.
 * @throws InvalidInputError where the answer would be made of more.
 */
export const withinLimit = async <T>(read: (limit: { maxRows: number }) => Promise<T>): Promise<T> => {
  try {
    return await read({ maxRows: MAX_POINTS });
  } catch (error) {
    if (!(error instanceof TooManyRowsError)) throw error;
    throw tooManyPoints(`The answer would be made of more than ${MAX_POINTS} points`);
  }
};
