import { midP } from './count-distribution.js';
import { COUNTS } from './family.js';
import { asObservations, type CountOptions, rhythmsOf } from './forecast.js';
import { rollingLevels } from './rolling-levels.js';
import { rollingDispersions } from './rolling-origin.js';

/** Dispersion has to be known well before a far tail can be: of 28 steps it is found too small too often. */
const LEAST_KNOWN = 60;

export interface JudgedStep {
  /** Its place among the counts. */
  readonly at: number;
  readonly count: number;
  /** What the steps before it foretold. */
  readonly expected: number;
  /** The two-sided mid-p of its count under that forecast's distribution, 0..1. */
  readonly pValue: number;
}

/**
 * How unusual each step is, by the forecast that the steps before it make: a negative binomial distribution with the
 * dispersion of their errors. Who asks about many of them owes the p-values a correction for that.
 * @param counts a whole step each, oldest first; none of before the first use.
 * @returns the steps after the first 60.
 */
export const unusualSteps = (counts: readonly number[], options: CountOptions): JudgedStep[] => {
  const seen = asObservations(counts);
  const { model } = rollingLevels(COUNTS, seen, 1, rhythmsOf(counts, options));
  const dispersions = rollingDispersions(COUNTS, seen, model);
  return counts.slice(LEAST_KNOWN).map((count, after) => {
    const at = LEAST_KNOWN + after;
    const expected = model[at]![0]!;
    const pValue = midP(COUNTS.distribution(expected, 1, dispersions[at]![0]!), count);
    return { at, count, expected, pValue };
  });
};
