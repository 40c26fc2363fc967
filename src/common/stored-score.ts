/** Below this the square of a score is no double any more, and the store refuses to sum such squares up. */
const MIN_SCORE = 1e-150;

/** A score (0..1) as it is stored: what is next to nothing is 0, and 0 has no sign. */
export const storedScore = (score: number | null | undefined): number | null => {
  if (score == null) return null;
  return score < MIN_SCORE ? 0 : score;
};
