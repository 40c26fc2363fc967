import { betaBinomial } from './beta-binomial.js';
import type { CountDistribution } from './count-distribution.js';
import { negativeBinomial } from './negative-binomial.js';

/** What was seen in one step, a day or a week: y is expected to be n times a level. */
export interface Observation {
  readonly y: number;
  /** 1 for counts; for rates how many uses y successes are of, 0 where there is none. */
  readonly n: number;
}

/** What counts and rates differ in. */
export interface Family {
  /** A level that may be: of counts above 0, of rates between 0 and 1. What was never seen was half seen. */
  readonly clamp: (level: number, exposure: number) => number;
  /** Of y without any dispersion. */
  readonly variance: (level: number, n: number) => number;
  /** Twice the log-likelihood that is lost against the best level; its mean is least at the true one. */
  readonly deviance: (seen: Observation, level: number) => number;
  /** Dispersion is the sum of the first over that of the second (by moments). */
  readonly dispersionTerms: (seen: Observation, level: number) => readonly [number, number];
  readonly distribution: (level: number, n: number, dispersion: number) => CountDistribution;
}

const xLogRatio = (x: number, expected: number): number => (x === 0 ? 0 : x * Math.log(x / expected));

/** Counts: Poisson deviance, negative binomial with variance = dispersion x mean. */
export const COUNTS: Family = {
  clamp: (level, exposure) => Math.max(level, 0.5 / (exposure + 1)),
  variance: (level) => level,
  deviance: ({ y }, level) => 2 * (xLogRatio(y, level) - (y - level)),
  dispersionTerms: ({ y }, level) => [(y - level) ** 2, level],
  distribution: (level, _, dispersion) => negativeBinomial(level, dispersion),
};

/** Rates: binomial deviance, beta-binomial with the correlation within a step for dispersion. */
export const RATES: Family = {
  clamp: (level, exposure) => {
    const least = 0.5 / (exposure + 1);
    return Math.min(Math.max(level, least), 1 - least);
  },
  variance: (level, n) => n * level * (1 - level),
  deviance: ({ y, n }, level) => 2 * (xLogRatio(y, n * level) + xLogRatio(n - y, n * (1 - level))),
  dispersionTerms: ({ y, n }, level) => {
    const variance = n * level * (1 - level);
    return [(y - n * level) ** 2 - variance, variance * (n - 1)];
  },
  distribution: (level, n, dispersion) => betaBinomial(n, level, dispersion),
};
