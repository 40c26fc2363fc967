import { erfc } from './erfc.js';
import type { Difference } from './rate-difference.js';
import type { Interval } from './wilson-interval.js';

/** The normal quantile of a two-sided 95 % interval. */
const Z = 1.959963984540054;

/** What two patterns did in one context: usages and successes of the one (1) and the other (0). */
export interface Stratum {
  readonly n1: number;
  readonly k1: number;
  readonly n0: number;
  readonly k0: number;
}

export interface StratifiedDifference {
  /** Of all usages taken together; null where one has none. */
  readonly crude: number | null;
  /** Within contexts: Mantel and Haenszel's risk difference, with Sato's 95 % interval; null without a shared one. */
  readonly adjusted: (Difference & { readonly standardError: number }) | null;
  /** Mantel and Haenszel's odds ratio with the 95 % interval of Robins, Breslow and Greenland; null where it is 0 or endless. */
  readonly oddsRatio: (Interval & { readonly estimate: number }) | null;
  /** Cochran, Mantel and Haenszel's statistic with continuity correction; null where nothing varies. */
  readonly test: { readonly statistic: number; readonly pValue: number } | null;
  /** The share of usages in contexts where both are used, the smaller one of both sides; 0..1. */
  readonly overlap: number;
  /** Whether the adjusted difference says the opposite of the crude one. */
  readonly signTurns: boolean;
}

const sumOf = (strata: readonly Stratum[], term: (stratum: Stratum) => number): number =>
  strata.reduce((sum, stratum) => sum + term(stratum), 0);

const total = ({ n1, n0 }: Stratum): number => n1 + n0;

/**
 * The mean of the differences, weighted by n1 n0 / (n1 + n0) (Mantel and Haenszel 1959; Greenland and
 * Robins 1985), with the variance of Sato (Biometrics 45, 1989), which holds for few large strata and for
 * many small ones. Within strata these weights are the overlap weights of Li, Morgan and Zaslavsky (JASA
 * 113, 2018): it is also the effect among usages that might have been of either.
 */
const riskDifference = (shared: readonly Stratum[], phi: number): StratifiedDifference['adjusted'] => {
  const weight = sumOf(shared, (one) => (one.n1 * one.n0) / total(one));
  if (weight === 0) return null;
  const difference = sumOf(shared, (one) => (one.k1 * one.n0 - one.k0 * one.n1) / total(one)) / weight;
  const p = sumOf(
    shared,
    ({ n1, k1, n0, k0 }) => (n1 ** 2 * k0 - n0 ** 2 * k1 + (n1 * n0 * (n0 - n1)) / 2) / (n1 + n0) ** 2,
  );
  const q = sumOf(shared, ({ n1, k1, n0, k0 }) => (k1 * (n0 - k0) + k0 * (n1 - k1)) / (2 * (n1 + n0)));
  // Below 0 by rounding alone.
  const standardError = Math.sqrt(phi * Math.max(0, difference * p + q)) / weight;
  const half = Z * standardError;
  return {
    difference,
    lower: Math.max(-1, difference - half),
    upper: Math.min(1, difference + half),
    standardError,
  };
};

/** Robins, Breslow and Greenland, Biometrics 42, 1986. */
const oddsRatioOf = (shared: readonly Stratum[], phi: number): StratifiedDifference['oddsRatio'] => {
  const [r, s] = [
    (one: Stratum): number => (one.k1 * (one.n0 - one.k0)) / total(one),
    (one: Stratum): number => (one.k0 * (one.n1 - one.k1)) / total(one),
  ];
  /** The share of the stratum on the diagonal of success and failure, and on the other. */
  const p = (one: Stratum): number => (one.k1 + one.n0 - one.k0) / total(one);
  const q = (one: Stratum): number => 1 - p(one);
  const [sumR, sumS] = [sumOf(shared, r), sumOf(shared, s)];
  if (sumR === 0 || sumS === 0) return null;
  const variance =
    sumOf(shared, (one) => p(one) * r(one)) / (2 * sumR ** 2) +
    sumOf(shared, (one) => p(one) * s(one) + q(one) * r(one)) / (2 * sumR * sumS) +
    sumOf(shared, (one) => q(one) * s(one)) / (2 * sumS ** 2);
  const factor = Math.exp(Z * Math.sqrt(phi * variance));
  const estimate = sumR / sumS;
  return { estimate, lower: estimate / factor, upper: estimate * factor };
};

const testOf = (shared: readonly Stratum[], phi: number): StratifiedDifference['test'] => {
  const excess = sumOf(shared, (one) => one.k1 - (one.n1 * (one.k1 + one.k0)) / total(one));
  const variance = sumOf(shared, (one) => {
    const [n, k] = [total(one), one.k1 + one.k0];
    return n < 2 ? 0 : (one.n1 * one.n0 * k * (n - k)) / (n ** 2 * (n - 1));
  });
  if (variance <= 0) return null;
  const statistic = Math.max(0, Math.abs(excess) - 0.5) ** 2 / (variance * phi);
  return { statistic, pValue: erfc(Math.sqrt(statistic / 2)) };
};

/**
 * How much more often the one succeeds than the other, like with like: within each context, not over
 * different ones (Simpson 1951).
 * @param strata counts by context, in any order; k at most n.
 * @param phi by what usages count for less (`dispersionOf`): variances are multiplied by it; 1 or more.
 */
export const stratifiedDifference = (strata: readonly Stratum[], phi = 1): StratifiedDifference => {
  const shared = strata.filter(({ n1, n0 }) => n1 > 0 && n0 > 0);
  const [all1, all0] = [sumOf(strata, ({ n1 }) => n1), sumOf(strata, ({ n0 }) => n0)];
  const crude =
    all1 > 0 && all0 > 0 ? sumOf(strata, ({ k1 }) => k1) / all1 - sumOf(strata, ({ k0 }) => k0) / all0 : null;
  const adjusted = riskDifference(shared, phi);
  return {
    crude,
    adjusted,
    oddsRatio: oddsRatioOf(shared, phi),
    test: testOf(shared, phi),
    overlap:
      all1 > 0 && all0 > 0
        ? Math.min(sumOf(shared, ({ n1 }) => n1) / all1, sumOf(shared, ({ n0 }) => n0) / all0)
        : 0,
    signTurns: crude !== null && adjusted !== null && crude * adjusted.difference < 0,
  };
};
