import { type Interval, wilsonInterval } from './wilson-interval.js';

/** How often something came out well. */
export interface Rate {
  readonly successes: number;
  /** 1 or more. */
  readonly n: number;
}

export interface Difference extends Interval {
  readonly difference: number;
}

/**
 * The difference of two independent rates, a − b, with its 95 % interval: Newcombe's hybrid score
 * interval, method 10 (Statistics in Medicine 17, 1998).
 */
export const rateDifference = (a: Rate, b: Rate): Difference => {
  const [rateA, rateB] = [a.successes / a.n, b.successes / b.n];
  const [ofA, ofB] = [wilsonInterval(a.successes, a.n), wilsonInterval(b.successes, b.n)];
  const difference = rateA - rateB;
  return {
    difference,
    lower: difference - Math.hypot(rateA - ofA.lower, ofB.upper - rateB),
    upper: difference + Math.hypot(ofA.upper - rateA, rateB - ofB.lower),
  };
};
