import { describe, expect, it } from '@jest/globals';
import { incompleteBeta } from './incomplete-beta.js';
import { logGamma } from './log-gamma.js';
import { studentQuantile95, studentTwoSided } from './student-t.js';

// All of scipy 1.17.1: scipy.special.gammaln and betainc, scipy.stats.t.
describe('logGamma', () => {
  it.each([
    [0.01, 4.599479878042022],
    [0.15, 1.8278137762148345],
    [0.5, 0.5723649429247],
    [1, 0],
    [1.5, -0.12078223763524526],
    [10, 12.801827480081469],
    [1_000_000.5, 12815511.476902766],
  ])('of %d', (x, value) => {
    expect(Math.abs(logGamma(x) - value)).toBeLessThan(1e-14 * Math.max(1, value));
  });
});

describe('incompleteBeta', () => {
  it.each([
    [0.3, 2, 3, 0.3483],
    [0.9, 40, 2.5, 0.12683581451209944],
    [0.5, 0.5, 0.5, 0.5],
    [0.9, 30.2, 0.147, 0.0021070576843431345],
    [0.001, 1, 1000, 0.6323045752290359],
    [0, 2, 3, 0],
    [1, 2, 3, 1],
  ])('I_%d(%d, %d)', (x, a, b, value) => {
    expect(incompleteBeta(x, a, b)).toBeCloseTo(value, 12);
  });

  it('keeps 8 digits of large parameters', () => {
    expect(incompleteBeta(0.5002, 1e6, 1e6)).toBeCloseTo(0.7141961611771406, 8);
  });
});

describe('Student’s t', () => {
  it.each([
    [2, 5, 0.10193947882985835],
    [0, 3, 1],
    [1, 1, 0.5],
    [-3.3, 28.4, 0.002610276939453403],
    [12, 200, 2.422136005246625e-25],
    [Infinity, 3, 0],
  ])('is further out than %d of %d degrees', (t, df, p) => {
    const found = studentTwoSided(t, df);
    expect(Math.abs(found - p)).toBeLessThanOrEqual(1e-11 * p);
  });

  it.each([
    [1, 12.706204736174694],
    [2.7, 3.3921483831737507],
    [10, 2.228138851986274],
    [1000, 1.9623390808264083],
    [1e7, 1.959964221767205],
  ])('has its quantile of %d degrees', (df, quantile) => {
    expect(studentQuantile95(df)).toBeCloseTo(quantile, 7);
  });
});
