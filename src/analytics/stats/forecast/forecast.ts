import { countQuantile } from './count-distribution.js';
import { COUNTS, type Family, type Observation, RATES } from './family.js';
import { rollingLevels } from './rolling-levels.js';
import { type Backtest, backtest, coverage, dieboldMariano, rollingDispersions } from './rolling-origin.js';
import { weekdayRhythms } from './weekday-rhythm.js';

/** Two weeks to learn from and one to judge by. */
export const LEAST_HISTORY = 21;

/** In standard errors: chance makes as much of a difference in 1 to 3 % of series of 90 days that have nothing to foretell. */
const LEAST_GAIN = 1;

export interface ForecastStep {
  /** What is expected: a count, or a share of uses. */
  readonly mean: number;
  /** Quantiles .1 and .9 of what will be seen. */
  readonly lower80: number;
  readonly upper80: number;
  /** Quantiles .025 and .975. */
  readonly lower95: number;
  readonly upper95: number;
}

export interface Forecast {
  /** Of the steps after the last one, in order. */
  readonly steps: readonly ForecastStep[];
  /**
   * Whether recent steps, and weekdays where there are any, foretell more than the mean does: by RMSSE over all steps
   * ahead, and one step ahead by more than a standard error. Else the mean is what is forecast.
   */
  readonly isBetterThanMean: boolean;
  readonly backtest: {
    readonly model: Backtest;
    /** The mean of all that was known at each origin. */
    readonly mean: Backtest;
    /** The share of what came that lay in the 80 % interval of what is forecast, or would have been, here. */
    readonly coverage80: number | null;
  };
}

export type ForecastAnswer =
  | { readonly forecast: Forecast; readonly reason: null }
  | { readonly forecast: null; readonly reason: 'history_too_short' | 'never_used' };

interface Question {
  readonly family: Family;
  readonly seen: readonly Observation[];
  readonly horizon: number;
  /** How many uses a future step has, of rates; 1 of counts. */
  readonly n: number;
  readonly rhythms?: readonly (readonly number[])[];
}

const answer = ({ family, seen, horizon, n, rhythms }: Question): ForecastAnswer => {
  if (seen.length < LEAST_HISTORY) return { forecast: null, reason: 'history_too_short' };
  const levels = rollingLevels(family, seen, horizon, rhythms);
  const [model, mean] = [backtest(seen, levels.model), backtest(seen, levels.mean)];
  const isBetterThanMean =
    model.rmsse !== null &&
    mean.rmsse !== null &&
    model.rmsse < mean.rmsse &&
    dieboldMariano(seen, levels.model, levels.mean) > LEAST_GAIN;
  const shown = isBetterThanMean ? levels.model : levels.mean;
  const dispersions = rollingDispersions(family, seen, shown);
  const steps = shown[seen.length]!.map((level, ahead) => {
    const distribution = family.distribution(level, n, dispersions[seen.length]![ahead]!);
    const [lower95, lower80, upper80, upper95] = [0.025, 0.1, 0.9, 0.975].map(
      (p) => countQuantile(distribution, p) / n,
    ) as [number, number, number, number];
    return { mean: level, lower80, upper80, lower95, upper95 };
  });
  const coverage80 = coverage(family, seen, shown, dispersions, 0.8);
  return { forecast: { steps, isBetterThanMean, backtest: { model, mean, coverage80 } }, reason: null };
};

export interface CountOptions {
  /** Whether a step is a day, whose weekdays may differ; else no season is looked for. */
  readonly isDaily: boolean;
  /** Counts of the same days of everything alike, towards whose weekdays a series of few uses is drawn. */
  readonly pooled?: readonly number[];
}

export const rhythmsOf = (
  counts: readonly number[],
  { isDaily, pooled }: CountOptions,
): (readonly number[])[] | undefined =>
  isDaily ? weekdayRhythms(counts, pooled && weekdayRhythms(pooled)) : undefined;

export const asObservations = (counts: readonly number[]): Observation[] => counts.map((y) => ({ y, n: 1 }));

/**
 * Counts of the next steps, with their intervals and the backtest of both.
 * @param counts a whole step each, those without a use too, oldest first; none of before the first use.
 * @param horizon how many steps ahead, 1 or more.
 */
export const forecastCounts = (
  counts: readonly number[],
  horizon: number,
  options: CountOptions,
): ForecastAnswer =>
  counts.every((count) => count === 0)
    ? { forecast: null, reason: 'never_used' }
    : answer({
        family: COUNTS,
        seen: asObservations(counts),
        horizon,
        n: 1,
        rhythms: rhythmsOf(counts, options),
      });

/** Uses of a step, and how many of them succeeded. */
export interface RateStep {
  readonly n: number;
  readonly successes: number;
}

/**
 * Shares of successes in the next steps, with their intervals and the backtest of both.
 * @param rates a whole step each, oldest first; those without a use have an n of 0.
 * @param horizon how many steps ahead, 1 or more.
 * @param uses how many uses a future step has, 1 or more, for the fewer there are the further their share strays; as
 *   many as a step with uses had on average by default.
 */
export const forecastRates = (rates: readonly RateStep[], horizon: number, uses?: number): ForecastAnswer => {
  const used = rates.filter(({ n }) => n > 0);
  if (used.length === 0) return { forecast: null, reason: 'never_used' };
  const mean = used.reduce((sum, { n }) => sum + n, 0) / used.length;
  const seen = rates.map(({ n, successes }) => ({ y: successes, n }));
  return answer({ family: RATES, seen, horizon, n: uses ?? Math.round(mean) });
};
