export const USAGE_TRENDS = ['increasing', 'decreasing', 'stable'] as const;
export type UsageTrend = (typeof USAGE_TRENDS)[number];

/**
 * The original tracker's trend: usages of the second half of a range against those of the first;
 * more than 1.2 times as many is `increasing`, fewer than 0.8 times `decreasing`. Compared in
 * fifths, so that no rounding decides.
 */
export const usageTrend = (firstHalf: number, secondHalf: number): UsageTrend => {
  if (5 * secondHalf > 6 * firstHalf) return 'increasing';
  if (5 * secondHalf < 4 * firstHalf) return 'decreasing';
  return 'stable';
};
