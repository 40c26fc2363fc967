/** Patterns that an answer lists where no limit is asked for; how many there are is said beside them. */
export const MAX_LISTED = 10_000;
