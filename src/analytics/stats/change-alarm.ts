import type { BetaPrior } from './beta-prior.js';
import { digamma, trigamma } from './gamma-derivatives.js';
import type { Rate } from './rate-difference.js';

export interface ChangeOptions {
  readonly direction: 'worse' | 'better';
  /** By what usages count for less (`dispersionOf`); 1 or more. Of days before the last week: a change varies too, and would hide itself. */
  readonly phi?: number;
  /** Of the success rate before; Jeffreys's unless given. */
  readonly prior?: BetaPrior;
}

/** Whether and when a success rate changed. */
export interface ChangeEvidence {
  /** The logarithm of the Shiryaev-Roberts statistic; below every threshold (-Infinity) where nothing came before. */
  readonly logStatistic: number;
  /** Days by their index, null where none can be told: the likeliest first day of the new rate, and a 95 % interval. */
  readonly change: { readonly day: number; readonly earliest: number; readonly latest: number } | null;
}

/** By which the odds of a failure may have changed: none is known, so all are tried alike. */
const ODDS_RATIOS = [2, 4, 10, 40] as const;
const JEFFREYS = { a: 0.5, b: 0.5 };
/** Of the grid of rates, in standard deviations of the logit. */
const REACH = 8;
const SPACING = 0.4;
const HELD = 0.95;

interface GridPoint {
  readonly failureRate: number;
  readonly weight: number;
}

/** A Beta(a, b) distribution of failure rates as points of equal distance in logits, weights adding up to 1. */
const gridOf = (a: number, b: number): GridPoint[] => {
  const centre = digamma(a) - digamma(b);
  const deviation = Math.sqrt(trigamma(a) + trigamma(b));
  const points = Array.from({ length: 2 * Math.round(REACH / SPACING) + 1 }, (_, at) => {
    const logit = centre + deviation * (at * SPACING - REACH);
    const logFailure = -Math.log1p(Math.exp(-Math.abs(logit))) + Math.min(0, logit);
    return { failureRate: Math.exp(logFailure), density: a * logFailure + b * (logFailure - logit) };
  });
  const highest = Math.max(...points.map(({ density }) => density));
  const weights = points.map(({ density }) => Math.exp(density - highest));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return points.map(({ failureRate }, at) => ({ failureRate, weight: weights[at]! / all }));
};

const logSumExp = (values: readonly number[]): number => {
  const highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (highest === -Infinity) return highest;
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
};

/**
 * For each day, the logarithm of how much likelier all counts are if the odds changed with that day than
 * if they never did. The rate before is not known but a Beta variable; given all counts and no change it
 * has a Beta distribution too, and the likelihood ratio is the mean over it of
 * r^failures / (1 + rate (r - 1))^n, of failures and usages since that day, over the odds ratios r.
 */
const logRatios = (
  days: readonly Rate[],
  { direction, phi = 1, prior = JEFFREYS }: ChangeOptions,
): number[] => {
  const n = days.reduce((sum, day) => sum + day.n, 0) / phi;
  const successes = days.reduce((sum, day) => sum + day.successes, 0) / phi;
  const grid = gridOf(prior.b + n - successes, prior.a + successes);
  const terms = ODDS_RATIOS.flatMap((ratio) => {
    const oddsRatio = direction === 'worse' ? ratio : 1 / ratio;
    return grid.map(({ failureRate, weight }) => ({
      logWeight: Math.log(weight / ODDS_RATIOS.length),
      logOdds: Math.log(oddsRatio),
      logScale: Math.log1p(failureRate * (oddsRatio - 1)),
    }));
  }).filter(({ logWeight }) => logWeight > -50);
  const ratios = Array.from(days, () => -Infinity);
  let [used, failures] = [0, 0];
  for (let day = days.length - 1; day >= 0; day -= 1) {
    used += days[day]!.n / phi;
    failures += (days[day]!.n - days[day]!.successes) / phi;
    // A day without usages says what the next one says; the first usages have none before.
    if (days[day]!.n === 0 || used >= n) continue;
    ratios[day] = logSumExp(
      terms.map(({ logWeight, logOdds, logScale }) => logWeight + failures * logOdds - used * logScale),
    );
  }
  return ratios;
};

/** The likeliest day and the shortest set of days that holds the change with a chance of 95 %, given that there was one. */
const changeDay = (ratios: readonly number[]): ChangeEvidence['change'] => {
  const all = logSumExp(ratios);
  if (all === -Infinity) return null;
  const likeliest = [...ratios.entries()].sort(([, a], [, b]) => b - a);
  const held: number[] = [];
  let chance = 0;
  for (const [day, ratio] of likeliest) {
    if (chance >= HELD) break;
    chance += Math.exp(ratio - all);
    held.push(day);
  }
  return { day: held[0]!, earliest: Math.min(...held), latest: Math.max(...held) };
};

/**
 * Whether a success rate that is not known beforehand has changed by the last of these days, and when: the
 * Shiryaev-Roberts statistic, the sum over days of how much likelier a change on that day makes what was
 * seen, with the rate before and the size of the change averaged over (Pollak, Annals of Statistics 13,
 * 1985 and 15, 1987; Shin, Ramdas and Rinaldo, New England Journal of Statistics in Data Science 2, 2024).
 * Without a change it grows by 1 a day on average, over rates of the prior, whenever and however often it is looked at:
 * an alarm at a statistic of A comes once in A days or more, and within m days with a chance of m / A at most.
 * @param days counts of ascending days since the last change that is known; the last may be going on.
 */
export const changeEvidence = (days: readonly Rate[], options: ChangeOptions): ChangeEvidence => {
  const ratios = logRatios(days, options);
  return { logStatistic: logSumExp(ratios), change: changeDay(ratios) };
};

/**
 * The logarithm of the statistic from which on to alarm.
 * @param alarms false ones in 30 days, over everything that is watched; above 0.
 * @param watched how many rates are, each direction for itself.
 */
export const alarmThreshold = (alarms: number, watched: number): number => Math.log((30 * watched) / alarms);
