import { withoutRounding } from './without-rounding.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** The share of the variance that the line explains, 0..1; 1 where there is none to explain. */
  readonly rSquared: number;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The line of least squares through points (Draper and Smith, Applied Regression Analysis, 1.2).
 * @returns undefined where fewer than two different x leave it open.
 */
export const linearRegression = (points: readonly Point[]): Line | undefined => {
  if (points.length === 0) return undefined;
  const meanX = mean(points.map(({ x }) => x));
  const ys = withoutRounding(points.map(({ y }) => y));
  const meanY = mean(ys);
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (const [at, { x }] of points.entries()) {
    const y = ys[at]!;
    sxx += (x - meanX) ** 2;
    sxy += (x - meanX) * (y - meanY);
    syy += (y - meanY) ** 2;
  }
  if (sxx === 0) return undefined;
  // The mean of values that are all the same need not be that value to the last digit.
  if (ys.every((y) => y === ys[0])) return { slope: 0, intercept: ys[0]!, rSquared: 1 };
  const slope = sxy / sxx;
  const rSquared = Math.min(1, (slope * sxy) / syy);
  return { slope, intercept: meanY - slope * meanX, rSquared };
};
