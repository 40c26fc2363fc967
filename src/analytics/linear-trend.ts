import { linearRegression, type Point } from './stats/linear-regression.js';

export const TREND_DIRECTIONS = ['increasing', 'decreasing', 'stable', 'insufficient_data'] as const;
export type TrendDirection = (typeof TREND_DIRECTIONS)[number];

/** Where values over buckets are going, as the original tells it. */
export interface LinearTrend {
  readonly direction: TrendDirection;
  /** The slope of the line, in the metric's unit per bucket; 0 without enough data. */
  readonly velocity: number;
  /** R²: how much of the ups and downs the line explains, 0..1; 0 without enough data. */
  readonly confidence: number;
  /** What the line says of the bucket after the last; null without enough data. */
  readonly prediction: number | null;
}

/** Fewer buckets with data tell nothing. */
const MIN_POINTS = 3;

/** A slope below this share of the mean is none. */
const FLAT = 0.01;

/**
 * The original's trend: the line of least squares over buckets, of which fewer than 3 are
 * `insufficient_data`; `stable` where the slope is below 1 % of the mean.
 * @param points x is the bucket's place in the range.
 * @param next the place of the bucket to predict.
 */
export const linearTrend = (points: readonly Point[], next: number): LinearTrend => {
  const line = points.length < MIN_POINTS ? undefined : linearRegression(points);
  if (!line) return { direction: 'insufficient_data', velocity: 0, confidence: 0, prediction: null };
  const mean = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const isStable = line.slope === 0 || Math.abs(line.slope) < FLAT * Math.abs(mean);
  const rising = line.slope > 0 ? 'increasing' : 'decreasing';
  return {
    direction: isStable ? 'stable' : rising,
    velocity: line.slope,
    confidence: line.rSquared,
    prediction: line.intercept + line.slope * next,
  };
};
