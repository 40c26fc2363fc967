export interface ChangePoint {
  /** How many values come before the change: 1 to the number of values less one. */
  readonly before: number;
  /** About the chance of as large a change, either way, where there is none. */
  readonly pValue: number;
}

/**
 * Where a sequence changes most, in ranks, by the test of Pettitt (Applied Statistics 28, 1979) and his
 * approximation of its chance, which is too high rather than too low where values are equal.
 * @param values two or more; equal ones exactly so.
 * @param direction 1 for a rise, -1 for a fall.
 */
export const changePoint = (values: readonly number[], direction: 1 | -1): ChangePoint => {
  const n = values.length;
  let statistic = 0;
  let largest = -Infinity;
  let before = 1;
  for (const [at, value] of values.slice(0, -1).entries()) {
    // Pairs on one side of the change cancel each other out.
    for (const other of values) statistic += direction * Math.sign(other - value);
    if (statistic <= largest) continue;
    largest = statistic;
    before = at + 1;
  }
  const pValue = Math.min(1, 2 * Math.exp((-6 * largest ** 2) / (n ** 3 + n ** 2)));
  return { before, pValue };
};
