import { InvalidInputError } from '../common/tracker-error.js';

/** Most patterns that one client may name; who wants more follows all. */
export const MAX_FOLLOWED = 200;

/** The refusal of patterns that nobody has ever seen. */
export const unknownPatterns = (ids: readonly string[]): InvalidInputError =>
  new InvalidInputError(
    ids.map((id) => ({
      pointer: '/pattern_ids',
      code: 'unknown_pattern',
      allowed: 'patterns that were used or described',
      message: `pattern_ids names ${id}; there is no such pattern.`,
    })),
  );
