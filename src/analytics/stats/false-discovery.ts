/**
 * Adjusted p-values: to call those of at most q is to be wrong in a share of q of the calls, on average
 * (Benjamini and Hochberg, JRSS B 57, 1995), where the tests are independent or positively dependent.
 * @param pValues 0..1, in any order.
 * @returns one for each, in the order given; 0..1.
 */
export const benjaminiHochberg = (pValues: readonly number[]): number[] => {
  const adjusted = Array.from(pValues, () => 1);
  const falling = [...pValues.entries()].sort(([, a], [, b]) => b - a);
  let least = 1;
  for (const [at, [index, pValue]] of falling.entries()) {
    least = Math.min(least, (pValue * pValues.length) / (pValues.length - at));
    adjusted[index] = least;
  }
  return adjusted;
};
