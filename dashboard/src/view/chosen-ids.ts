import { isUuid } from './is-uuid.js';

/** How many patterns can be compared. */
export const MIN = 2;
export const MAX = 10;

/** The patterns that a URL chooses, each once, in its order; what is no id is as if it were not there. */
export const chosenIds = (parameters: URLSearchParams): string[] => [
  ...new Set(
    parameters
      .getAll('pattern_id')
      .flatMap((text) => text.toLowerCase().split(','))
      .filter(isUuid),
  ),
];
