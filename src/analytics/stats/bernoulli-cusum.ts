import type { Rate } from './rate-difference.js';

/** What a usage adds to the sum: the logarithm of its likelihood under changed odds over that under the known rate. */
export interface CusumSteps {
  readonly failure: number;
  readonly success: number;
}

/** How fine the sums are, in parts of the smaller step. */
const CELLS = 8;
const MAX_CELLS = 4000;
const MAX_STEPS = 100_000;
const PRECISE = 1e-8;
/** Less is rounding. */
const LEAST_LOSS = 1e-12;

/**
 * The steps of a Bernoulli CUSUM (Reynolds and Stoumbos, Journal of Quality Technology 31, 1999).
 * @param failureRate known, within 0..1.
 * @param oddsRatio by which the odds of a failure change: above 1 looks for worse, below for better.
 */
export const cusumSteps = (failureRate: number, oddsRatio: number): CusumSteps => {
  const success = -Math.log1p(failureRate * (oddsRatio - 1));
  return { failure: Math.log(oddsRatio) + success, success };
};

/**
 * The sums max(0, S + steps) at the end of each day. A day is one step of what its usages add, whatever
 * their order: the sum is never above that taken usage by usage, so it alarms no sooner, and the average
 * run length to a false alarm, counted in usages, is at least that of `averageRunLength`.
 * @param days counts of ascending days.
 * @param start the sum before the first.
 */
export const cusumOf = (days: readonly Rate[], steps: CusumSteps, start = 0): number[] => {
  let sum = start;
  return days.map(({ n, successes }) => {
    sum = Math.max(0, sum + (n - successes) * steps.failure + successes * steps.success);
    return sum;
  });
};

/**
 * How many usages it takes on average from 0 to a sum of the threshold or more: by a Markov chain of the
 * sum's values (Brook and Evans, Biometrika 59, 1972), in which what falls between two values is shared
 * among them so that steps keep their mean. The chain is followed until as much of it is lost with each
 * step as with the last; what remains is a geometric series.
 * @param failureRate the true one; that of the steps for false alarms.
 * @param threshold above 0.
 */
export const averageRunLength = (failureRate: number, steps: CusumSteps, threshold: number): number => {
  const smaller = Math.min(Math.abs(steps.failure), Math.abs(steps.success));
  const cells = Math.min(MAX_CELLS, Math.ceil((CELLS * threshold) / smaller));
  const moves = (
    [
      [steps.failure, failureRate],
      [steps.success, 1 - failureRate],
    ] as const
  ).flatMap(([step, chance]) => {
    const exact = (step * cells) / threshold;
    const whole = Math.floor(exact);
    return [
      { by: whole, chance: chance * (whole + 1 - exact) },
      { by: whole + 1, chance: chance * (exact - whole) },
    ];
  });
  let at = new Float64Array(cells);
  at[0] = 1;
  let [left, kept, length] = [1, 0, 0];
  for (let usage = 0; usage < MAX_STEPS; usage += 1) {
    length += left;
    const next = new Float64Array(cells);
    for (const { by, chance } of moves) {
      const end = Math.min(cells, cells - by);
      for (let from = 0; from < end; from += 1) {
        next[Math.max(0, from + by)]! += chance * at[from]!;
      }
    }
    at = next;
    const remaining = at.reduce((sum, one) => sum + one, 0);
    const share = remaining / left;
    const isSteady = 1 - share > LEAST_LOSS && Math.abs(share - kept) < PRECISE * (1 - share);
    [left, kept] = [remaining, share];
    if (isSteady || left < LEAST_LOSS) break;
  }
  return length + left / (1 - kept);
};

/** The least threshold at which false alarms are this many usages apart on average, by halving. */
export const cusumThreshold = (failureRate: number, steps: CusumSteps, runLength: number): number => {
  let low = 0;
  // S alarms once in e^h usages or more (Lorden, Annals of Mathematical Statistics 42, 1971).
  let high = Math.log(runLength) + 1e-9;
  while (high - low > 1e-3) {
    const middle = (low + high) / 2;
    if (averageRunLength(failureRate, steps, middle) < runLength) low = middle;
    else high = middle;
  }
  return high;
};
