/**
 * A share from 0 to 1 in percent, such as "94.0 %". One that is not whole but would be rounded to all or
 * to nothing is said to be over or under the last that is neither.
 */
export const percentText = (share: number, digits = 1): string => {
  const text = (share * 100).toFixed(digits);
  const step = 10 ** -digits;
  if (share < 1 && Number(text) === 100) return `over ${(100 - step).toFixed(digits)} %`;
  if (share > 0 && Number(text) === 0) return `under ${step.toFixed(digits)} %`;
  return `${text} %`;
};
