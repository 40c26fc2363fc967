import { incompleteBeta } from './incomplete-beta.js';

/**
 * The chance that a Student t variable is further from 0 than t on either side.
 * @param df degrees of freedom, 1 or more, not necessarily whole.
 */
export const studentTwoSided = (t: number, df: number): number =>
  Number.isFinite(t) ? incompleteBeta(df / (df + t * t), df / 2, 0.5) : 0;

/**
 * The t that a Student variable exceeds in magnitude with a chance of 5 %: half the width of a 95 %
 * interval in standard errors. Found by halving, to 12 digits.
 * @param df degrees of freedom, 1 or more.
 */
export const studentQuantile95 = (df: number): number => {
  let low = 1.9;
  // Of one degree of freedom it is 12.706.
  let high = 12.8;
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, df) > 0.05) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};
