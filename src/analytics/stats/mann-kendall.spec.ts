import { describe, expect, it } from '@jest/globals';
import { mannKendall } from './mann-kendall.js';

describe('mannKendall', () => {
  // pymannkendall 1.4.3, original_test.
  it.each([
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 1, 8.303070332638107e-5],
    [[0.9, 0.85, 0.88, 0.8, 0.8, 0.75, 0.7, 0.72, 0.6, 0.65], -0.03, 0.0008915134791795953],
    [[5, 5, 5, 5, 5, 5, 5, 5], 0, 1],
    [[3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8], 0.3666666666666667, 0.09529283802345656],
  ])('of %j', (ys, slope, pValue) => {
    const trend = mannKendall(ys.map((y, x) => ({ x, y })));
    expect(trend.slope).toBeCloseTo(slope, 12);
    expect(trend.pValue).toBeCloseTo(pValue, 12);
  });

  it('takes gaps for what they are', () => {
    const points = [0, 2, 3, 7].map((x) => ({ x, y: 5 - 2 * x }));
    expect(mannKendall(points).slope).toBe(-2);
  });
});
