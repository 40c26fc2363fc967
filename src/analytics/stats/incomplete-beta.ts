import { logBeta } from './log-gamma.js';

const TINY = 1e-300;
const PRECISE = 1e-15;
const MAX_STEPS = 10_000;

/** Keeps a denominator off zero, as Lentz's method asks. */
const nonZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

/** The continued fraction of the incomplete beta function, by Lentz's method; converges for x < (a + 1) / (a + b + 2). */
const fraction = (x: number, a: number, b: number): number => {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= MAX_STEPS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let factor = 1;
    for (const numerator of [even, odd]) {
      d = 1 / nonZero(1 + numerator * d);
      c = nonZero(1 + numerator / c);
      factor = d * c;
      result *= factor;
    }
    if (Math.abs(factor - 1) < PRECISE) break;
  }
  return result;
};

/**
 * The regularised incomplete beta function I_x(a, b), 0..1: the chance that a Beta(a, b) variable is
 * at most x (DLMF 8.17.22).
 * @param x 0..1
 * @param a above 0, as b.
 */
export const incompleteBeta = (x: number, a: number, b: number): number => {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(x, a, b)) / a
    : 1 - (front * fraction(1 - x, b, a)) / b;
};
