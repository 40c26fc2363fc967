import { incompleteBeta } from './incomplete-beta.js';
import { logBeta } from './log-gamma.js';

/** Logits between which a number in 0..1 differs from both. */
const LOWEST = -745;
const HIGHEST = 36.7;
const PRECISE = 1e-13;
const MAX_STEPS = 100;

/**
 * The x below which a Beta(a, b) variable lies with a chance of p: the inverse of the regularised
 * incomplete beta function, by Newton's method on the logit of x, halving where it would leave what
 * is known to hold the answer.
 * @param p 0..1
 * @param a above 0, as b.
 * @returns 0..1, to about 12 digits.
 */
export const betaQuantile = (p: number, a: number, b: number): number => {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const scale = logBeta(a, b);
  let low = LOWEST;
  let high = HIGHEST;
  let logit = Math.min(HIGHEST, Math.max(LOWEST, Math.log(a / b)));
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const tail = Math.exp(-Math.abs(logit));
    const x = logit < 0 ? tail / (1 + tail) : 1 / (1 + tail);
    const excess = incompleteBeta(x, a, b) - p;
    if (excess > 0) high = logit;
    else low = logit;
    // The density of the logit; both logarithms keep their digits near 0 and 1.
    const logX = -Math.log1p(tail) + Math.min(0, logit);
    const density = Math.exp(a * logX + b * (logX - logit) - scale);
    const newton = logit - excess / density;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    const isThere = Math.abs(next - logit) <= PRECISE * Math.max(1, Math.abs(logit));
    logit = next;
    if (isThere) break;
  }
  return 1 / (1 + Math.exp(-logit));
};
