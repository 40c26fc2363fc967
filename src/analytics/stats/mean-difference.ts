import type { Difference } from './rate-difference.js';
import { studentQuantile95 } from './student-t.js';

/** Numbers by their sums. */
export interface Sample {
  readonly n: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** The square of the mean's standard error; of 2 numbers or more. */
const squaredError = ({ n, sum, sumOfSquares }: Sample): number => {
  const deviation = sumOfSquares - (sum * sum) / n;
  // What is left of numbers that are all the same after subtraction is rounding.
  return deviation <= 1e-12 * sumOfSquares ? 0 : deviation / (n - 1) / n;
};

/**
 * The difference of two means, a − b, with its 95 % interval, for unequal variances (Welch,
 * Biometrika 34, 1947; degrees of freedom by Satterthwaite).
 * @param a two numbers or more, as b.
 * @returns undefined where neither sample varies, which leaves no way to tell the interval.
 */
export const meanDifference = (a: Sample, b: Sample): Difference | undefined => {
  const [ofA, ofB] = [squaredError(a), squaredError(b)];
  const squared = ofA + ofB;
  if (squared === 0) return undefined;
  const df = squared ** 2 / (ofA ** 2 / (a.n - 1) + ofB ** 2 / (b.n - 1));
  const half = studentQuantile95(df) * Math.sqrt(squared);
  const difference = a.sum / a.n - b.sum / b.n;
  return { difference, lower: difference - half, upper: difference + half };
};
