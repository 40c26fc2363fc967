import { digamma, trigamma } from './gamma-derivatives.js';
import type { Rate } from './rate-difference.js';

/** A Beta(a, b) distribution of rates. */
export interface BetaPrior {
  readonly a: number;
  readonly b: number;
}

export interface FittedPrior extends BetaPrior {
  /** Whether the likelihood asked for as much weight as it may have, or more. */
  readonly isCapped: boolean;
}

/** Of either parameter: below it (Jeffreys 1946) a single usage would decide. */
const LEAST = 0.5;
const MAX_STEPS = 100;
const PRECISE = 1e-9;

/** How often each number above 0 occurs. */
type Tally = readonly (readonly [value: number, times: number])[];

const tally = (values: readonly number[]): Tally => {
  const times = new Map<number, number>();
  for (const value of values) if (value > 0) times.set(value, (times.get(value) ?? 0) + 1);
  return [...times];
};

/** The derivative of Σ ln(Γ(x + value) / Γ(x)) by x, given digamma, and the second one, given trigamma. */
const derivative = (counts: Tally, x: number, gamma: (x: number) => number): number => {
  const own = gamma(x);
  let sum = 0;
  for (const [value, times] of counts) sum += times * (gamma(x + value) - own);
  return sum;
};

/** The counts by pattern, as far as the likelihood knows them. */
interface Counts {
  readonly successes: Tally;
  readonly failures: Tally;
  readonly sizes: Tally;
}

/** The likeliest a / (a + b) for a given a + b, by Newton's method, halving where it would leave the bounds. */
const meanAt = (weight: number, from: number, { successes, failures }: Counts): number => {
  let low = LEAST / weight;
  let high = 1 - low;
  if (failures.length === 0) return high;
  if (successes.length === 0) return low;
  let mean = Math.min(high, Math.max(low, from));
  for (let step = 0; step < MAX_STEPS && high - low > PRECISE; step += 1) {
    const [a, b] = [weight * mean, weight * (1 - mean)];
    const slope = derivative(successes, a, digamma) - derivative(failures, b, digamma);
    const bend = weight * (derivative(successes, a, trigamma) + derivative(failures, b, trigamma));
    if (slope > 0) low = mean;
    else high = mean;
    const newton = mean - slope / bend;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    const isThere = Math.abs(next - mean) <= PRECISE * mean;
    mean = next;
    if (isThere) break;
  }
  return mean;
};

/** Where a function is 0 that is above 0 at `low` and below at `high`: false position of Dowell and Jarratt (BIT 11, 1971). */
const rootOf = (value: (x: number) => number, low: number, high: number): number => {
  let [left, right] = [low, high];
  let [atLeft, atRight] = [value(low), value(high)];
  let x = low;
  for (let step = 0; step < MAX_STEPS && right - left > PRECISE; step += 1) {
    const next = (left * atRight - right * atLeft) / (atRight - atLeft);
    const isThere = Math.abs(next - x) <= PRECISE;
    x = next;
    if (isThere) break;
    const found = value(x);
    if (found > 0) {
      [left, atLeft, atRight] = [x, found, atRight / 2];
    } else {
      [right, atRight, atLeft] = [x, found, atLeft / 2];
    }
  }
  return x;
};

/**
 * The Beta distribution of which the rates of these patterns come most likely: the maximum of the
 * beta-binomial likelihood (Griffiths, Biometrics 29, 1973) over a, b of 0.5 or more. For a given a + b it is
 * concave in the mean a / (a + b); for a given mean it has one maximum over a + b (Levin and Reeds,
 * Annals of Statistics 5, 1977).
 * @param counts by pattern; those without usages do not count.
 * @param cap of a + b, 1 or more: how many usages the prior may weigh; never more than all there are.
 * @returns Beta(1, 1) where there is no usage.
 */
export const fitBetaPrior = (patterns: readonly Rate[], { cap }: { readonly cap: number }): FittedPrior => {
  const used = patterns.filter(({ n }) => n > 0);
  if (used.length === 0) return { a: 1, b: 1, isCapped: false };
  const counts = {
    successes: tally(used.map(({ successes }) => successes)),
    failures: tally(used.map(({ n, successes }) => n - successes)),
    sizes: tally(used.map(({ n }) => n)),
  };
  const all = used.reduce((sum, { n }) => sum + n, 0);
  const [least, most] = [2 * LEAST, Math.max(2 * LEAST, Math.min(cap, all))].map(Math.log) as [
    number,
    number,
  ];
  let mean = used.reduce((sum, { successes }) => sum + successes, 0) / all;
  /** By a + b: at the best mean the likelihood rises with a as with b, unless one is at its least and only the other can rise. */
  const slopeAt = (logWeight: number): number => {
    const weight = Math.exp(logWeight);
    mean = meanAt(weight, mean, counts);
    const [a, b] = [weight * mean, weight * (1 - mean)];
    const own = Math.max(derivative(counts.successes, a, digamma), derivative(counts.failures, b, digamma));
    return weight * (own - derivative(counts.sizes, weight, digamma));
  };
  const isCapped = slopeAt(most) >= 0;
  const isLeast = !isCapped && slopeAt(least) <= 0;
  const weight = Math.exp(isCapped ? most : isLeast ? least : rootOf(slopeAt, least, most));
  mean = meanAt(weight, mean, counts);
  return { a: weight * mean, b: weight * (1 - mean), isCapped };
};
