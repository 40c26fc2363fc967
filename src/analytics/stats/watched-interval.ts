import { logBeta } from './log-gamma.js';
import type { Difference, Rate } from './rate-difference.js';
import type { Interval } from './wilson-interval.js';

const ALPHA = 0.05;
const STEPS = 200;
const PRECISE = 1e-13;

/** n · ln p, also where n is 0. */
const times = (n: number, logarithm: number): number => (n === 0 ? 0 : n * logarithm);

/**
 * How much more likely the counts are under a uniform mixture of rates than under this one: the logarithm
 * of B(1 + S, 1 + n - S) / (p^S (1 - p)^(n - S)), a martingale where the rate is p.
 */
const evidenceAgainst = (p: number, { successes, n }: Rate): number =>
  logBeta(1 + successes, 1 + n - successes) -
  times(successes, Math.log(p)) -
  times(n - successes, Math.log1p(-p));

/** Where an interval ends, between a p outside it and one inside, by halving. */
const boundary = (isWithin: (p: number) => boolean, outside: number, inside: number): number => {
  let [out, within] = [outside, inside];
  for (let step = 0; step < STEPS && Math.abs(out - within) > PRECISE * within; step += 1) {
    const middle = (out + within) / 2;
    if (isWithin(middle)) within = middle;
    else out = middle;
  }
  return within;
};

/**
 * An interval of a rate that may be looked at after every usage: with a chance of 95 % the rate is within
 * it at all times, not at one (Robbins, Annals of Mathematical Statistics 41, 1970; Howard et al., Annals
 * of Statistics 49, 2021).
 * @param rate counts, also divided by a dispersion; n above 0.
 */
export const watchedInterval = (rate: Rate, alpha = ALPHA): Interval => {
  const limit = -Math.log(alpha);
  const own = rate.successes / rate.n;
  const isWithin = (p: number): boolean => evidenceAgainst(p, rate) < limit;
  return {
    lower: rate.successes === 0 ? 0 : boundary(isWithin, 0, own),
    upper: rate.successes === rate.n ? 1 : boundary(isWithin, 1, own),
  };
};

/** The p at which the evidence against it falls by `slope` per unit of p, or rises where that is negative. */
const whereSlope = (slope: number, { successes, n }: Rate): number => {
  // successes / p - (n - successes) / (1 - p) = slope, in the form that loses no digits.
  const half = n + slope;
  const root = Math.sqrt(half * half - 4 * slope * successes);
  return half > 0 ? (2 * successes) / (half + root) : (half - root) / (2 * slope);
};

/**
 * The difference of two rates, a - b, with an interval that may be looked at after every usage of either.
 * Evidence against two rates that are independent multiplies: the pairs of rates that are not refuted
 * together are a confidence sequence, and the interval is what they may differ by. Of many usages it
 * is narrower than two intervals at alpha / 2 each would make it.
 * @param a counts, as b; n above 0.
 */
export const watchedDifference = (a: Rate, b: Rate, alpha = ALPHA): Difference => {
  const limit = -Math.log(alpha);
  /** The least that x may be above y: along the pairs that differ least for the evidence against them (Lagrange). */
  const least = (x: Rate, y: Rate): number => {
    const pair = (logSlope: number): [number, number] => {
      const slope = Math.exp(logSlope);
      return [whereSlope(slope, x), whereSlope(-slope, y)];
    };
    const isWithin = (logSlope: number): boolean => {
      const [ofX, ofY] = pair(logSlope);
      return evidenceAgainst(ofX, x) + evidenceAgainst(ofY, y) < limit;
    };
    // Slopes from that of no evidence to one beyond every bound.
    let [low, high] = [-30, Math.log(x.n + y.n) + 60];
    for (let step = 0; step < 80; step += 1) {
      const middle = (low + high) / 2;
      if (isWithin(middle)) low = middle;
      else high = middle;
    }
    const [ofX, ofY] = pair(low);
    return ofX - ofY;
  };
  return {
    difference: a.successes / a.n - b.successes / b.n,
    lower: least(a, b),
    upper: -least(b, a),
  };
};
