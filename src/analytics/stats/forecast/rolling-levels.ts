import type { Family, Observation } from './family.js';

/** Shares of the weight that an observation has kept a step later; the first forgets nothing. */
const KEPT = [1, 0.97, 0.9, 0.8] as const;
/** Of how well a model did, so much is kept a step later. */
const MERIT_KEPT = 0.97;
/** Models are not judged by the first steps. */
const UNJUDGED = 7;

/** Forecasts from before each step and from after the last one: so many times so many steps ahead. */
export interface RollingLevels {
  /** Of exponentially weighted levels, with and without weekdays, averaged by how well each did so far. */
  readonly model: readonly (readonly number[])[];
  /** The mean of all there was. */
  readonly mean: readonly (readonly number[])[];
}

interface Model {
  readonly kept: number;
  readonly hasRhythm: boolean;
  sum: number;
  exposure: number;
  /** Deviance of its one-step forecasts, forgetting. */
  demerit: number;
}

/**
 * Forecasts by exponentially weighted levels, sum of y over sum of exposure, each weight a share of the one
 * after it (simple exponential smoothing; for counts the mean of Harvey & Fernandes, JBES 7, 1989; for rates
 * a beta-binomial's with forgotten counts). Several are averaged by exp(-deviance / 2) of their one-step
 * forecasts, forgetting and divided by dispersion (dynamic model averaging: Raftery, Karny & Ettler,
 * Technometrics 52, 2010). No forecast knows what comes after it is made.
 * @param seen one or more steps.
 * @param rhythms of weekdays, before each step and after the last.
 */
export const rollingLevels = (
  family: Family,
  seen: readonly Observation[],
  horizon: number,
  rhythms?: readonly (readonly number[])[],
): RollingLevels => {
  const models: Model[] = KEPT.flatMap((kept) =>
    (rhythms ? [false, true] : [false]).map((hasRhythm) => ({
      kept,
      hasRhythm,
      sum: 0,
      exposure: 0,
      demerit: 0,
    })),
  );
  const plain = models[0]!;
  const steps = Array.from({ length: horizon }, (_, ahead) => ahead);
  const [model, mean]: [number[][], number[][]] = [[], []];
  let [squares, variances] = [0, 0];

  for (let at = 0; at <= seen.length; at += 1) {
    /** All there was, which the plain one never forgets. */
    const known = plain.exposure;
    const rhythm = rhythms?.[at];
    const factor = (ahead: number): number => rhythm?.[(at + ahead) % rhythm.length] ?? 1;
    const levelOf = ({ sum, exposure }: Model): number => (exposure > 0 ? sum / exposure : 0);
    const dispersion = variances > 0 ? Math.max(1, squares / variances) : 1;
    const least = Math.min(...models.map(({ demerit }) => demerit));
    let [even, rhythmic, weights] = [0, 0, 0];
    for (const one of models) {
      const weight = Math.exp((least - one.demerit) / (2 * dispersion));
      weights += weight;
      if (one.hasRhythm) rhythmic += weight * levelOf(one);
      else even += weight * levelOf(one);
    }
    model.push(steps.map((ahead) => family.clamp((even + rhythmic * factor(ahead)) / weights, known)));
    mean.push(steps.map(() => family.clamp(levelOf(plain), known)));
    const observation = seen[at];
    if (observation === undefined) break;

    const isJudged = at >= UNJUDGED && observation.n > 0;
    if (isJudged) {
      const level = mean[at]![0]!;
      squares += (observation.y - observation.n * level) ** 2;
      variances += family.variance(level, observation.n);
    }
    for (const one of models) {
      const share = one.hasRhythm ? factor(0) : 1;
      if (isJudged) {
        const level = family.clamp(levelOf(one) * share, known);
        one.demerit = MERIT_KEPT * one.demerit + family.deviance(observation, level);
      }
      one.sum = one.kept * one.sum + observation.y;
      one.exposure = one.kept * one.exposure + observation.n * share;
    }
  }
  return { model, mean };
};
