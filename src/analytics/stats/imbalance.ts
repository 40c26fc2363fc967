/** Usages of two patterns with one value of a context key. */
export interface ValueCounts {
  readonly n1: number;
  readonly n0: number;
}

export interface Imbalance {
  /** Half the sum of the differences between both shares: which part of the usages would have to move; 0 alike, 1 apart. */
  readonly totalVariation: number;
  /** Cramér's V less what chance makes of it: many values of few usages are not called different; 0..1. */
  readonly cramersV: number;
}

/**
 * How differently two patterns are spread over the values of one context key. V is that of Cramér (1946)
 * with the correction of Bergsma (Journal of the Korean Statistical Society 42, 2013).
 * @param values by value of the key; those without usages do not count.
 * @returns zeros where one pattern has no usage.
 */
export const imbalanceOf = (values: readonly ValueCounts[]): Imbalance => {
  const used = values.filter(({ n1, n0 }) => n1 + n0 > 0);
  const all1 = used.reduce((sum, { n1 }) => sum + n1, 0);
  const all0 = used.reduce((sum, { n0 }) => sum + n0, 0);
  if (all1 === 0 || all0 === 0) return { totalVariation: 0, cramersV: 0 };
  let totalVariation = 0;
  /** Pearson's chi squared by usage. */
  let phiSquared = 0;
  for (const { n1, n0 } of used) {
    const apart = n1 / all1 - n0 / all0;
    totalVariation += Math.abs(apart) / 2;
    phiSquared += (apart ** 2 * all1 * all0) / (all1 + all0) / (n1 + n0);
  }
  const others = all1 + all0 - 1;
  const corrected = Math.max(0, phiSquared - (used.length - 1) / others);
  const most = Math.min(1 - 1 / others, used.length - 1 - (used.length - 1) ** 2 / others);
  return { totalVariation, cramersV: most <= 0 ? 0 : Math.min(1, Math.sqrt(corrected / most)) };
};
