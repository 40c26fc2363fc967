/** An answer that includes now is kept so long at the most, in milliseconds. */
export const FRESH_MS = 1000;
