import type { QualityShare } from './dashboard-summary.dto.js';

/** How many of the store's quality bins, 0.05 wide each, are in one range. */
const BINS = 4;
const RANGES = ['0.0-0.2', '0.2-0.4', '0.4-0.6', '0.6-0.8', '0.8-1.0'] as const;

/** Usages of a quality bin; the bin is null where they have no quality. */
export interface QualityBin {
  readonly bin?: number | null;
  readonly usages: number | null;
}

/** Usages with a quality by ranges of it, each half-open but for the last. */
export const qualityDistribution = (bins: readonly QualityBin[]): QualityShare[] => {
  const counts = RANGES.map(() => 0);
  for (const { bin, usages } of bins) if (bin != null) counts[Math.floor(bin / BINS)]! += usages ?? 0;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return RANGES.map((range, at) => ({
    range,
    count: counts[at]!,
    percentage: total === 0 ? null : (100 * counts[at]!) / total,
  }));
};
