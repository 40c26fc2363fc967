import { mannKendall, type TrendDirection } from '../../analytics/index.js';

/** How something changes from day to day, and how sure that is. */
export interface ChangeOverTime {
  /** `increasing` or `decreasing` only where chance explains it with less than 1 %. */
  readonly direction: TrendDirection;
  /** Sen's slope, per day; 0 without enough days. */
  readonly velocity: number;
  /** Of the Mann-Kendall test, two-sided; null without enough days. */
  readonly pValue: number | null;
  /** Days on which it was measured. */
  readonly days: number;
}

/** Below it the normal approximation of the test is rough. */
const FEWEST_DAYS = 8;

/** Of hundreds of patterns few may be called worse by chance, so it is stricter than the usual 5 %. */
const SIGNIFICANT = 0.01;

/** @param points x is the day, ascending; y what was measured on it. */
export const changeOverTime = (
  points: readonly { readonly x: number; readonly y: number }[],
): ChangeOverTime => {
  const days = points.length;
  if (days < FEWEST_DAYS) return { direction: 'insufficient_data', velocity: 0, pValue: null, days };
  const { slope, pValue } = mannKendall(points);
  const rising = slope > 0 ? 'increasing' : 'decreasing';
  const isStable = pValue >= SIGNIFICANT || slope === 0;
  return { direction: isStable ? 'stable' : rising, velocity: slope, pValue, days };
};
