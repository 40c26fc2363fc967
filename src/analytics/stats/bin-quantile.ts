/** The ratio of a latency bin's upper to its lower edge. */
const RATIO = 1.1;

/** Execution times of 0 ms are in this bin. */
const ZERO_BIN = -1;

/**
 * The worst relative error of a quantile that is read from latency bins: (γ − 1) / (γ + 1) for bins
 * of ratio γ = 1.1, as in DDSketch (Masson, Rim, Lee, VLDB 2019).
 */
export const LATENCY_RELATIVE_ERROR = (RATIO - 1) / (RATIO + 1);

/** How many usages are in a bin. */
export interface BinCount {
  readonly bin: number;
  readonly usages: number;
}

/** The bin of an execution time in milliseconds: k holds the times above 1.1^(k−1) and up to 1.1^k. */
export const latencyBin = (milliseconds: number): number =>
  milliseconds <= 0 ? ZERO_BIN : Math.ceil(Math.log(milliseconds) / Math.log(RATIO));

/** The time that is at most 4.8 % off any in the bin: 2 γ^k / (γ + 1). */
const representative = (bin: number): number => (bin === ZERO_BIN ? 0 : (2 * RATIO ** bin) / (RATIO + 1));

/**
 * Quantiles by nearest rank (the smallest value with at least q × n values up to it), each at most
 * 4.8 % off the true one.
 * @param bins in any order, of any repetition.
 * @param quantiles each above 0 and up to 1.
 * @returns milliseconds, in the order of `quantiles`; null without any usage.
 */
export const latencyQuantiles = (
  bins: readonly BinCount[],
  quantiles: readonly number[],
): (number | null)[] => {
  const sorted = [...bins].sort((a, b) => a.bin - b.bin);
  const total = sorted.reduce((sum, { usages }) => sum + usages, 0);
  return quantiles.map((quantile) => {
    if (total === 0) return null;
    const rank = Math.max(1, Math.ceil(quantile * total));
    let reached = 0;
    for (const { bin, usages } of sorted) {
      reached += usages;
      if (reached >= rank) return representative(bin);
    }
    return null;
  });
};
