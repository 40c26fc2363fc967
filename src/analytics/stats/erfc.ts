const SQRT_PI = Math.sqrt(Math.PI);
const TERMS = 60;

/** 1 - erf(x) by the series 2/√π · Σ (-1)^n x^(2n+1) / (n! (2n+1)); exact enough where x is small. */
const bySeries = (x: number): number => {
  let power = x;
  let sum = x;
  for (let n = 1; n <= TERMS; n += 1) {
    power *= (-x * x) / n;
    sum += power / (2 * n + 1);
  }
  return 1 - (2 / SQRT_PI) * sum;
};

/** By the continued fraction e^(-x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))). */
const byFraction = (x: number): number => {
  let tail = x;
  for (let n = 2 * TERMS; n >= 1; n -= 1) tail = x + n / 2 / tail;
  return Math.exp(-x * x) / SQRT_PI / tail;
};

/**
 * The complementary error function of x ≥ 0, to 12 digits (Abramowitz and Stegun, Handbook of
 * Mathematical Functions, 7.1.5 and 7.1.14).
 */
export const erfc = (x: number): number => (x < 1.75 ? bySeries(x) : byFraction(x));
