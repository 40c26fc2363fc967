import { erfc } from './erfc.js';
import type { Point } from './linear-regression.js';
import { withoutRounding } from './without-rounding.js';

export interface MonotonicTrend {
  /** The sign of S: 1 where later values are larger more often than smaller, -1 where smaller, 0 neither. */
  readonly direction: -1 | 0 | 1;
  /** Theil and Sen's slope: the median of the slopes between all pairs of points, per unit of x. */
  readonly slope: number;
  /** The chance of as strong a trend, either way, where there is none. */
  readonly pValue: number;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Σ t (t − 1) (2 t + 5) over the groups of t equal values. */
const tieTerm = (values: readonly number[]): number => {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0);
};

/**
 * Whether values rise or fall over time, whatever the shape: the test of Mann and Kendall by its
 * normal approximation, with ties and continuity (Mann, Econometrica 13, 1945; Kendall, 1975), and
 * the slope of Sen (JASA 63, 1968).
 * @param points with ascending, different x; 3 or more. Under 8 the approximation is rough.
 */
export const mannKendall = (points: readonly Point[]): MonotonicTrend => {
  const n = points.length;
  const values = withoutRounding(points.map(({ y }) => y));
  const slopes: number[] = [];
  let s = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 1; j < n; j += 1) {
      const rise = values[j]! - values[i]!;
      s += Math.sign(rise);
      slopes.push(rise / (points[j]!.x - points[i]!.x));
    }
  }
  const variance = (n * (n - 1) * (2 * n + 5) - tieTerm(values)) / 18;
  const z = variance === 0 ? 0 : Math.max(0, Math.abs(s) - 1) / Math.sqrt(variance);
  const direction = Math.sign(s) as -1 | 0 | 1;
  return { direction, slope: median(slopes), pValue: erfc(z / Math.SQRT2) };
};
