import { studentQuantile95 } from './student-t.js';
import type { Rate } from './rate-difference.js';

/** The normal quantile of a two-sided 95 % interval. */
const Z = 1.959963984540054;

/** How much more than independent usages the rates of days (or correlations) vary. */
export interface Dispersion {
  /** Pearson's chi squared over its degrees of freedom, not below 1 (McCullagh and Nelder 1989, 4.5). */
  readonly pearson: number;
  /** Of two usages of one day; 0..1. */
  readonly correlation: number;
  /** By what usages count for less: intervals are taken of successes / phi in n / phi; 1 or more. */
  readonly phi: number;
  /** The independent usages that tell as much: n / phi. */
  readonly nEffective: number;
}

/**
 * The dispersion of counts that share one rate. The correlation within days is estimated from Pearson's
 * chi squared by moments: under it a day of n_i usages has the variance n_i p q (1 + (n_i - 1) rho) of a
 * beta-binomial (Williams, Applied Statistics 31, 1982), and the common rate that of
 * 1 + rho (Σ n_i² / n - 1) times independent usages: the design effect of Kish (1965), in which busy days
 * weigh as much as they do. What is above 1 is known from few days only and is widened by the square of
 * Student's quantile over the normal one, the days counted by (Σ n_i)² / Σ n_i² (Carter, Schnepel and
 * Steigerwald, Review of Economics and Statistics 99, 2017).
 * @param days in any order; those without usages do not count.
 * @returns 1 for `phi` where fewer than two days, or nothing but successes or failures, leave no way to tell.
 */
export const dispersionOf = (days: readonly Rate[]): Dispersion => {
  const used = days.filter(({ n }) => n > 0);
  const n = used.reduce((sum, day) => sum + day.n, 0);
  const rate = used.reduce((sum, day) => sum + day.successes, 0) / n;
  const none = { pearson: 1, correlation: 0, phi: 1, nEffective: n };
  if (used.length < 2 || rate === 0 || rate === 1) return none;
  const df = used.length - 1;
  let chiSquared = 0;
  let squares = 0;
  /** By how much chi squared is expected to rise with the correlation. */
  let slope = 0;
  for (const day of used) {
    chiSquared += (day.successes - day.n * rate) ** 2 / (day.n * rate * (1 - rate));
    squares += day.n ** 2;
    slope += (day.n - 1) * (1 - day.n / n);
  }
  const pearson = Math.max(1, chiSquared / df);
  const correlation = slope === 0 ? 0 : Math.min(1, Math.max(0, (chiSquared - df) / slope));
  if (correlation === 0) return { ...none, pearson };
  const student = studentQuantile95(Math.max(1, n ** 2 / squares - 1)) / Z;
  const phi = 1 + correlation * (squares / n - 1) * student ** 2;
  return { pearson, correlation, phi, nEffective: n / phi };
};
