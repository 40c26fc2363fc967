/** The line of least squares by the normal equations. */
export const fitLine = (
  points: readonly (readonly [number, number])[],
): { slope: number; at: (x: number) => number } => {
  const n = points.length;
  const sum = (of: (x: number, y: number) => number): number =>
    points.reduce((total, [x, y]) => total + of(x, y), 0);
  const slope =
    (n * sum((x, y) => x * y) - sum((x) => x) * sum((_, y) => y)) /
    (n * sum((x) => x * x) - sum((x) => x) ** 2);
  const intercept = (sum((_, y) => y) - slope * sum((x) => x)) / n;
  return { slope, at: (x) => intercept + slope * x };
};
