/** Lanczos's coefficients for g = 7, n = 9 (Godfrey, 2001). */
const G = 7;
const COEFFICIENTS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) of x > 0, to about 15 digits. */
export const logGamma = (x: number): number => {
  if (x < 0.5) return logGamma(x + 1) - Math.log(x);
  const z = x - 1;
  const [first, ...others] = COEFFICIENTS as [number, ...number[]];
  const series = others.reduce((sum, coefficient, at) => sum + coefficient / (z + at + 1), first);
  const t = z + G + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(series);
};

/** ln B(a, b) of a, b > 0. */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);
