import { linearRegression, type Point } from '../stats/linear-regression.js';

export const QUALITY_DIRECTIONS = ['increasing', 'decreasing', 'stable', 'insufficient_data'] as const;
export type QualityDirection = (typeof QUALITY_DIRECTIONS)[number];

const FEWEST_POINTS = 3;
/** A slope below this share of the mean is no change. */
const STABLE_SHARE = 0.01;

/**
 * Where a quality is heading, by the original's rule: the least-squares line through at least 3
 * buckets; below 1 % of the mean a bucket it is stable.
 * @param points x counts buckets, y is 0..1.
 */
export const qualityTrend = (
  points: readonly Point[],
): { direction: QualityDirection; velocity: number; slope: number } => {
  const line = points.length < FEWEST_POINTS ? undefined : linearRegression(points);
  if (!line) return { direction: 'insufficient_data', velocity: 0, slope: 0 };
  const mean = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const velocity = mean === 0 ? 0 : line.slope / mean;
  const isStable = Math.abs(velocity) < STABLE_SHARE;
  return {
    direction: isStable ? 'stable' : line.slope > 0 ? 'increasing' : 'decreasing',
    velocity,
    slope: line.slope,
  };
};
