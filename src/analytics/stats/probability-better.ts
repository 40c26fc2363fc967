import { logBeta, logGamma } from './log-gamma.js';
import type { Rate } from './rate-difference.js';

/** Terms smaller than this beside the sum change nothing in it. */
const NEGLIGIBLE = 1e-17;

/** Parameters of Beta distributions, all whole. */
interface Betas {
  /** Of the one that is asked whether it is larger. */
  readonly a: number;
  readonly b: number;
  /** Of the other. */
  readonly c: number;
  readonly d: number;
}

/**
 * P(X > Y) of X ~ Beta(a, b), Y ~ Beta(c, d) is the sum over i < a of
 * B(c + i, b + d) / ((b + i) B(1 + i, b) B(c, d)). The terms rise to one peak and fall from there on:
 * they are summed from the largest outwards, as far as they count.
 */
const sumOfTerms = ({ a, b, c, d }: Betas): number => {
  /** A term by the one before it. */
  const ratio = (i: number): number => ((c + i) / (c + i + b + d)) * ((b + i) / (1 + i));
  let low = 0;
  let high = a - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (ratio(middle) >= 1) low = middle + 1;
    else high = middle;
  }
  const peak = low;
  const largest = Math.exp(
    logBeta(c + peak, b + d) - logBeta(c, d) + logGamma(b + peak) - logGamma(1 + peak) - logGamma(b),
  );
  let sum = largest;
  let term = largest;
  for (let i = peak; i < a - 1 && term > sum * NEGLIGIBLE; i += 1) {
    term *= ratio(i);
    sum += term;
  }
  term = largest;
  for (let i = peak; i > 0 && term > sum * NEGLIGIBLE; i -= 1) {
    term /= ratio(i - 1);
    sum += term;
  }
  return Math.min(1, sum);
};

/**
 * The probability that the rate behind `a` is higher than that behind `b`, given what was seen and a
 * uniform prior: Beta(1 + successes, 1 + failures) of each. Exact, by the closed form of Miller
 * ("Formulas for Bayesian A/B Testing", 2014), which is symmetric in four ways; the one with the
 * fewest terms is taken.
 */
export const probabilityBetter = (a: Rate, b: Rate): number => {
  const [sa, fa] = [a.successes + 1, a.n - a.successes + 1];
  const [sb, fb] = [b.successes + 1, b.n - b.successes + 1];
  const fewest = Math.min(sa, fa, sb, fb);
  if (fewest === sa) return sumOfTerms({ a: sa, b: fa, c: sb, d: fb });
  // That b fails more than a is the same.
  if (fewest === fb) return sumOfTerms({ a: fb, b: sb, c: fa, d: sa });
  if (fewest === sb) return 1 - sumOfTerms({ a: sb, b: fb, c: sa, d: fa });
  return 1 - sumOfTerms({ a: fa, b: sa, c: fb, d: sb });
};
