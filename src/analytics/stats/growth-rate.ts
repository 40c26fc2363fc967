/**
 * The original's growth: (recent − previous) / max(previous, 1). −1 is none any more, 0 as many, 1
 * twice as many; a pattern that is new grows by its usages.
 */
export const growthRate = (recent: number, previous: number): number =>
  (recent - previous) / Math.max(previous, 1);

export const GROWTH_TRENDS = ['emerging', 'declining', 'stable'] as const;
export type GrowthTrend = (typeof GROWTH_TRENDS)[number];

/** The original's: a rise above 50 % is emerging, a fall below −30 % declining. In tenths, so that no rounding decides. */
export const growthTrend = (recent: number, previous: number): GrowthTrend => {
  const tenths = 10 * (recent - previous);
  const base = Math.max(previous, 1);
  if (tenths > 5 * base) return 'emerging';
  return tenths < -3 * base ? 'declining' : 'stable';
};
