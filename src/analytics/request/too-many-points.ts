import { InvalidInputError } from '../../common/tracker-error.js';

/** Most points that one answer may have, or be made of. */
export const MOST_POINTS = 500_000;

/** Refuses a question whose answer would have, or be made of, too much. */
export const tooManyPoints = (what: string): InvalidInputError => {
  const allowed = `at most ${MOST_POINTS} points; wider buckets, a shorter range, fewer patterns or another filter make fewer`;
  const message = `${what}; there must be ${allowed}.`;
  return new InvalidInputError([{ pointer: '/from', code: 'too_many_points', allowed, message }]);
};

/** @throws InvalidInputError where an answer would have more points than one may have. */
export const checkPoints = (points: number): void => {
  if (points > MOST_POINTS) throw tooManyPoints(`The answer would have ${points} points`);
};
