export type Rank = 'best' | 'worst';

/**
 * Which value is the best and which the worst; none where all are equal, or the metric knows no better.
 * @param good whether more is better, worse or neither.
 */
export const rankOf = (
  good: 1 | -1 | 0,
  value: number | null,
  values: readonly (number | null)[],
): Rank | null => {
  const known = values.filter((one) => one !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  if (good === 0 || value === null || least === most) return null;
  if (value === (good > 0 ? most : least)) return 'best';
  return value === (good > 0 ? least : most) ? 'worst' : null;
};
