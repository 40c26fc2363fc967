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
  const meanY = mean(points.map(({ y }) => y));
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (const { x, y } of points) {
    sxx += (x - meanX) ** 2;
    sxy += (x - meanX) * (y - meanY);
    syy += (y - meanY) ** 2;
  }
  if (sxx === 0) return undefined;
  const slope = sxy / sxx;
  // What is left of values that are all the same after subtraction is rounding.
  const isFlat = syy <= 1e-24 * points.length * meanY ** 2;
  const rSquared = isFlat ? 1 : Math.min(1, (slope * sxy) / syy);
  return { slope, intercept: meanY - slope * meanX, rSquared };
};
