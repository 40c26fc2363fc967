import { describe, expect, it } from '@jest/globals';
import { countSurprise } from './count-surprise.js';

describe('countSurprise', () => {
  // scipy 1.17.1: cdf(k - 1) + pmf(k) / 2 and sf(k) + pmf(k) / 2 of scipy.stats.poisson and nbinom.
  it.each([
    [0, 3, 0, 0.024893534183931972, 0.975106465816068],
    [5, 3, 0, 0.8656726512462345, 0.13432734875376576],
    [12, 3, 0, 0.999956232161235, 4.376783876506545e-5],
    [40, 3, 0, 1, 4.293797486315799e-31],
    [180, 150, 0, 0.9914697256076767, 0.008530274392323237],
    [100, 150, 0, 7.487399953170924e-6, 0.9999925126000468],
    [0, 0.4, 0, 0.33516002301781966, 0.6648399769821802],
    [0, 3, 0.5, 0.08, 0.92],
    [12, 3, 0.5, 0.98963851608064, 0.010361483919359996],
    [30, 12.5, 0.2, 0.98381282170316, 0.016187178296839966],
    [1000, 800, 0.01, 0.9870023208565545, 0.012997679143445545],
    [2, 50, 1.7, 0.131714180868359, 0.8682858191316409],
  ])('of %d where %d are expected, dispersion %d', (count, mean, dispersion, lower, upper) => {
    const found = countSurprise(count, { mean, dispersion });
    expect(found.lower / lower).toBeCloseTo(1, 9);
    expect(found.upper / upper).toBeCloseTo(1, 9);
    expect(found.twoSided).toBeCloseTo(2 * Math.min(lower, upper), 9);
  });

  it('nears Poisson’s where the dispersion is small', () => {
    const poisson = countSurprise(20, { mean: 12, dispersion: 0 });
    expect(countSurprise(20, { mean: 12, dispersion: 1e-7 }).upper).toBeCloseTo(poisson.upper, 6);
  });
});
