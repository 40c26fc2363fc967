import { metricsOf, wilsonInterval } from '../../analytics/index.js';
import { type ChangeOverTime, changeOverTime } from '../stats/change-over-time.js';
import { effectivenessOf, type Recommendation } from '../stats/effectiveness-score.js';

/** How well a pattern works and where it is going. Rates and qualities are 0..1. */
export interface Assessment {
  readonly patternId: string;
  /** Milliseconds since 1970 UTC. */
  readonly computedAt: number;
  readonly rangeHours: number;
  readonly usages: number;
  readonly successes: number;
  readonly score: number;
  readonly confidence: number;
  readonly recommendation: Recommendation;
  /** The 95 % interval of the success rate; 0 to 1 without usages. */
  readonly successLower: number;
  readonly successUpper: number;
  readonly averageQuality: number | null;
  readonly success: ChangeOverTime;
  readonly quality: ChangeOverTime;
}

type DayRow = Parameters<typeof metricsOf>[0][number] & { readonly slice: number };

/** @param rows one a day on which the pattern was used, oldest first; slice is the day's number. */
export const assess = (
  patternId: string,
  rows: readonly DayRow[],
  computedAt: number,
  rangeHours: number,
): Assessment => {
  const { usages, successes, averageQuality } = metricsOf(rows);
  const { effectiveness_score, confidence, recommendation } = effectivenessOf({
    usages,
    successes,
    averageQuality,
  });
  const days = rows.map((row) => ({ x: row.slice, ...metricsOf([row]) }));
  const interval = usages === 0 ? { lower: 0, upper: 1 } : wilsonInterval(successes, usages);
  return {
    patternId,
    computedAt,
    rangeHours,
    usages,
    successes,
    score: effectiveness_score,
    confidence,
    recommendation,
    successLower: interval.lower,
    successUpper: interval.upper,
    averageQuality,
    success: changeOverTime(days.flatMap(({ x, successRate: y }) => (y === null ? [] : [{ x, y }]))),
    quality: changeOverTime(days.flatMap(({ x, averageQuality: y }) => (y === null ? [] : [{ x, y }]))),
  };
};
