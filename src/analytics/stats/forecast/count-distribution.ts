/** How likely counts are. */
export interface CountDistribution {
  /** P(Y <= count) of a whole number; 0 below 0. */
  readonly cdf: (count: number) => number;
  /** Where to look for its quantiles first; 0 or more. */
  readonly mean: number;
}

/**
 * The smallest count y with P(Y <= y) >= p.
 * @param p 0..1, both excluded.
 */
export const countQuantile = ({ cdf, mean }: CountDistribution, p: number): number => {
  let low = -1;
  let high = Math.ceil(mean);
  while (cdf(high) < p) {
    low = high;
    high = 2 * high + 1;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (cdf(middle) >= p) high = middle;
    else low = middle;
  }
  return high;
};

/** Whether a count lies between the quantiles (1 - level) / 2 and (1 + level) / 2, without searching for them. */
export const isCovered = ({ cdf }: CountDistribution, count: number, level: number): boolean => {
  const tail = (1 - level) / 2;
  return cdf(count) >= tail && cdf(count - 1) < 1 - tail;
};

/**
 * The two-sided mid-p of a count, 0..1: twice the smaller tail, in which the count itself counts half
 * (Lancaster, JASA 56, 1961).
 */
export const midP = ({ cdf }: CountDistribution, count: number): number => {
  const below = (cdf(count - 1) + cdf(count)) / 2;
  return 2 * Math.min(below, 1 - below);
};
