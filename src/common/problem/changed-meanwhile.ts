import { ProblemError } from './problem.js';

const DETAIL = 'The pattern is not as If-Match or If-None-Match expects it; read it again and decide anew.';

/** The refusal of a change to a pattern that is not as the request expects it. */
export const changedMeanwhile = (): ProblemError => new ProblemError('changed-meanwhile', DETAIL);
