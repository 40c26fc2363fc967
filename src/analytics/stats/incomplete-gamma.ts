import { logGamma } from './log-gamma.js';

const PRECISE = 1e-16;
const MAX_STEPS = 100_000;

/** P(a, x) without its front, by its series (DLMF 8.11.4), for x < a + 1. */
const bySeries = (a: number, x: number): number => {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n <= MAX_STEPS && term > sum * PRECISE; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
};

/** Q(a, x) without its front, by its continued fraction (DLMF 8.9.2) and Lentz's method, for x ≥ a + 1. */
const byFraction = (a: number, x: number): number => {
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let result = d;
  for (let n = 1; n <= MAX_STEPS; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    result *= c * d;
    if (Math.abs(c * d - 1) < 4 * PRECISE) break;
  }
  return result;
};

/** Both regularised incomplete gamma functions, P and Q: they add up to 1, and each keeps its digits where it is small. */
export interface IncompleteGamma {
  readonly lower: number;
  /** The chance that a Poisson count of mean x is below a. */
  readonly upper: number;
}

/**
 * P(a, x) and Q(a, x), 0..1 (DLMF 8.2.4).
 * @param a above 0.
 * @param x 0 or more.
 */
export const incompleteGamma = (a: number, x: number): IncompleteGamma => {
  if (x === 0) return { lower: 0, upper: 1 };
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    const lower = front * bySeries(a, x);
    return { lower, upper: 1 - lower };
  }
  const upper = front * byFraction(a, x);
  return { lower: 1 - upper, upper };
};
