import { linearTrend, type TrendDirection } from '../linear-trend.js';
import type { Point } from '../stats/linear-regression.js';

/**
 * Where a quality is heading: the original's trend, and its slope as a share of the mean (velocity).
 * @param points x counts buckets, y is 0..1.
 */
export const qualityTrend = (
  points: readonly Point[],
): { direction: TrendDirection; velocity: number; slope: number } => {
  const { direction, velocity: slope } = linearTrend(points, 0);
  const mean = points.reduce((sum, { y }) => sum + y, 0) / Math.max(points.length, 1);
  return { direction, velocity: mean === 0 ? 0 : slope / mean, slope };
};
