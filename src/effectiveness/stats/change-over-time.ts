import { changePoint, mannKendall, type TrendDirection, withoutRounding } from '../../analytics/index.js';

/** The last days against those before. */
interface Shift {
  readonly days: number;
  /** The mean of these days, and of those before. */
  readonly mean: number;
  readonly before: number;
}

/** How something changes from day to day, and how sure that is. */
export interface ChangeOverTime {
  /** `increasing` or `decreasing` only where chance explains it with less than 1 %. */
  readonly direction: TrendDirection;
  /** Sen's slope, per day: 0 where most pairs of days are alike, or without enough days. */
  readonly velocity: number;
  /** Of the Mann-Kendall test, two-sided; null without enough days. */
  readonly pValue: number | null;
  /** Days on which it was measured. */
  readonly days: number;
  /** How far it moved; null unless it is increasing or decreasing. */
  readonly shift: Shift | null;
}

/** Below it the normal approximation of the test is rough. */
const MIN_DAYS = 8;

/** Of hundreds of patterns few may be called worse by chance, so it is stricter than the usual 5 %. */
const SIGNIFICANT = 0.01;

/** Where most days are alike few of them decide, and more has to be shown. */
const SIGNIFICANT_AMONG_EQUALS = 0.002;

/** Of the split into last days and those before, where there is no such majority. */
const SIGNIFICANT_SPLIT = 0.07;

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param points x is the day, ascending; y what was measured on it. */
export const changeOverTime = (
  points: readonly { readonly x: number; readonly y: number }[],
): ChangeOverTime => {
  const days = points.length;
  const none = { velocity: 0, pValue: null, days, shift: null } as const;
  if (days < MIN_DAYS) return { direction: 'insufficient_data', ...none };
  const { direction, slope, pValue } = mannKendall(points);
  const still = { direction: 'stable', velocity: slope, pValue, days, shift: null } as const;
  if (direction === 0) return still;
  const values = withoutRounding(points.map(({ y }) => y));
  const split = changePoint(values, direction);
  const isShown =
    slope === 0
      ? pValue < SIGNIFICANT_AMONG_EQUALS
      : pValue < SIGNIFICANT && split.pValue < SIGNIFICANT_SPLIT;
  const mean = meanOf(values.slice(split.before));
  const before = meanOf(values.slice(0, split.before));
  // Days may rise more often than they fall, and fall further.
  if (!isShown || Math.sign(mean - before) !== direction) return still;
  const shift = { days: days - split.before, mean, before };
  return { ...still, direction: direction > 0 ? 'increasing' : 'decreasing', shift };
};
