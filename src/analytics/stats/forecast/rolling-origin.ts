import { isCovered } from './count-distribution.js';
import type { Family, Observation } from './family.js';

/** The first origin: so many steps are learnt from, and forecasts from the first UNJUDGED on are judged for dispersion. */
const FIRST_ORIGIN = 14;
const UNJUDGED = 7;
/** Errors of so many steps ahead share one dispersion. */
const BLOCK = 7;

export interface Errors {
  /** Mean absolute error, of counts or of shares, the latter weighted by uses; null where nothing was compared. */
  readonly mae: number | null;
  /**
   * MAE over that of the forecast "as one step before", one step ahead, over the same history (Hyndman &
   * Koehler, International Journal of Forecasting 22, 2006); null where that is 0.
   */
  readonly mase: number | null;
  /** The same of root mean squares (Makridakis et al., International Journal of Forecasting 38, 2022). */
  readonly rmsse: number | null;
}

/** How forecasts from every origin did, 1 to the horizon's steps ahead, each from what was known then. */
export interface Backtest extends Errors {
  readonly origins: number;
  /** How many forecasts were compared with what came, over all origins and steps ahead. */
  readonly comparisons: number;
}

const ratio = (numerator: number, denominator: number): number | null =>
  denominator > 0 ? numerator / denominator : null;

const shareOf = ({ y, n }: Observation): number => y / n;

/** Mean absolute and mean square change from one step that has something to the next, weighted by its n. */
const naiveErrors = (seen: readonly Observation[]): readonly [number, number] => {
  let [absolute, squared, weights] = [0, 0, 0];
  let before: Observation | undefined;
  for (const observation of seen) {
    if (observation.n === 0) continue;
    if (before) {
      const change = shareOf(observation) - shareOf(before);
      absolute += observation.n * Math.abs(change);
      squared += observation.n * change ** 2;
      weights += observation.n;
    }
    before = observation;
  }
  return weights > 0 ? [absolute / weights, squared / weights] : [0, 0];
};

/** The origins of a backtest: how many there are of so many steps. */
export const originsOf = (steps: number): number => Math.max(0, steps - FIRST_ORIGIN);

/**
 * The error of forecasts by rolling origin (Tashman, International Journal of Forecasting 16, 2000).
 * @param levels from before each step, so many steps ahead.
 */
export const backtest = (seen: readonly Observation[], levels: readonly (readonly number[])[]): Backtest => {
  let [absolute, squared, weights, comparisons] = [0, 0, 0, 0];
  for (let origin = FIRST_ORIGIN; origin < seen.length; origin += 1) {
    for (const [ahead, level] of levels[origin]!.entries()) {
      const observation = seen[origin + ahead];
      if (!observation) break;
      if (observation.n === 0) continue;
      const error = shareOf(observation) - level;
      absolute += observation.n * Math.abs(error);
      squared += observation.n * error ** 2;
      weights += observation.n;
      comparisons += 1;
    }
  }
  const [naiveAbsolute, naiveSquared] = naiveErrors(seen);
  const mae = ratio(absolute, weights);
  return {
    origins: originsOf(seen.length),
    comparisons,
    mae,
    mase: mae === null ? null : ratio(mae, naiveAbsolute),
    rmsse: weights > 0 ? ratio(Math.sqrt(squared / weights), Math.sqrt(naiveSquared)) : null,
  };
};

/**
 * By how many standard errors one forecast's squared errors, one step ahead, are smaller than those of another
 * (Diebold & Mariano, JBES 13, 1995); 0 where they do not differ.
 */
export const dieboldMariano = (
  seen: readonly Observation[],
  levels: readonly (readonly number[])[],
  others: readonly (readonly number[])[],
): number => {
  const gains = seen.flatMap((observation, at) => {
    if (at < FIRST_ORIGIN || observation.n === 0) return [];
    const share = shareOf(observation);
    return [observation.n * ((share - others[at]![0]!) ** 2 - (share - levels[at]![0]!) ** 2)];
  });
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const squares = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0);
  return squares > 0 ? mean / Math.sqrt(squares / gains.length / (gains.length - 1)) : 0;
};

/**
 * Dispersion by what was known before each step and after the last: of errors 1 to 7 steps ahead, 8 to 14
 * and so on, as errors grow with time. Where there are none yet, that of fewer steps ahead; 0 before any.
 * @returns steps + 1 times as many as there are steps ahead.
 */
export const rollingDispersions = (
  family: Family,
  seen: readonly Observation[],
  levels: readonly (readonly number[])[],
): (readonly number[])[] => {
  const horizon = levels[0]!.length;
  const blocks = Array.from({ length: Math.ceil(horizon / BLOCK) }, () => ({ terms: 0, expected: 0 }));
  const dispersions: (readonly number[])[] = [];
  for (let at = 0; at <= seen.length; at += 1) {
    let last = 0;
    const byBlock = blocks.map(({ terms, expected }) => (last = expected > 0 ? terms / expected : last));
    dispersions.push(levels[0]!.map((_, ahead) => byBlock[Math.floor(ahead / BLOCK)]!));
    const observation = seen[at];
    if (!observation || observation.n === 0) continue;
    for (let ahead = 0; ahead < horizon && at - ahead >= UNJUDGED; ahead += 1) {
      const [term, expected] = family.dispersionTerms(observation, levels[at - ahead]![ahead]!);
      const block = blocks[Math.floor(ahead / BLOCK)]!;
      block.terms += term;
      block.expected += expected;
    }
  }
  return dispersions;
};

/** The share of what came that lay in its forecast's interval, in a backtest; null where nothing was compared. */
export const coverage = (
  family: Family,
  seen: readonly Observation[],
  levels: readonly (readonly number[])[],
  dispersions: readonly (readonly number[])[],
  level: number,
): number | null => {
  let [covered, all] = [0, 0];
  for (let origin = FIRST_ORIGIN; origin < seen.length; origin += 1) {
    for (const [ahead, mean] of levels[origin]!.entries()) {
      const observation = seen[origin + ahead];
      if (!observation) break;
      if (observation.n === 0) continue;
      const distribution = family.distribution(mean, observation.n, dispersions[origin]![ahead]!);
      if (isCovered(distribution, observation.y, level)) covered += 1;
      all += 1;
    }
  }
  return ratio(covered, all);
};
