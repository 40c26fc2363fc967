import { incompleteBeta } from './incomplete-beta.js';
import { incompleteGamma } from './incomplete-gamma.js';
import { logBeta, logGamma } from './log-gamma.js';

/** What a count is expected to be. */
export interface CountForecast {
  /** Above 0. */
  readonly mean: number;
  /** The variance is mean + dispersion × mean²: 0 of a Poisson count, more of a negative binomial one. */
  readonly dispersion: number;
}

/** How unusual a count is; mid-p-values (Lancaster, JASA 56, 1961): the count itself counts half. 0..1. */
export interface CountSurprise {
  /** Of as few. */
  readonly lower: number;
  /** Of as many. */
  readonly upper: number;
  /** Of as unusual a count, either way. */
  readonly twoSided: number;
}

/** Chances of exactly this count, of fewer and of more; small ones keep their digits. */
const chances = (count: number, { mean, dispersion }: CountForecast): [number, number, number] => {
  if (dispersion === 0) {
    const exactly = Math.exp(count * Math.log(mean) - mean - logGamma(count + 1));
    const fewer = count === 0 ? 0 : incompleteGamma(count, mean).upper;
    return [exactly, fewer, incompleteGamma(count + 1, mean).lower];
  }
  const size = 1 / dispersion;
  const p = size / (size + mean);
  const exactly = Math.exp(
    size * Math.log(p) + count * Math.log1p(-p) - logBeta(size, count + 1) - Math.log(size + count),
  );
  const fewer = count === 0 ? 0 : incompleteBeta(p, size, count);
  return [exactly, fewer, incompleteBeta(1 - p, count + 1, size)];
};

/**
 * How unusual a day's count is under its forecast.
 * @param count a whole number, 0 or more.
 */
export const countSurprise = (count: number, forecast: CountForecast): CountSurprise => {
  const [exactly, fewer, more] = chances(count, forecast);
  const [lower, upper] = [fewer + exactly / 2, more + exactly / 2];
  return { lower, upper, twoSided: Math.min(1, 2 * Math.min(lower, upper)) };
};
