/**
 * Means of the same numbers differ in their last digits with the order and the number of what is added.
 * What is closer than this share of the largest of them is the same.
 */
const ROUNDING = 1e-9;

/**
 * Values, of which those that differ by rounding alone are made equal: everything that compares computed
 * means compares these. Equal ones are at most 1e-9 of the largest magnitude apart.
 */
export const withoutRounding = (values: readonly number[]): number[] => {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!);
  const settled = [...values];
  let same = -Infinity;
  for (const at of order) {
    if (values[at]! - same > ROUNDING * largest) same = values[at]!;
    settled[at] = same;
  }
  return settled;
};
