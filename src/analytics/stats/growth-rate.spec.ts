import { describe, expect, it } from '@jest/globals';
import { growthRate, growthTrend } from './growth-rate.js';

describe('growth', () => {
  it.each([
    [0, 1, -1, 'declining'],
    [1, 0, 1, 'emerging'],
    [7, 0, 7, 'emerging'],
    [15, 10, 0.5, 'stable'],
    [16, 10, 0.6, 'emerging'],
    [7, 10, -0.3, 'stable'],
    [6, 10, -0.4, 'declining'],
    [10, 10, 0, 'stable'],
  ] as const)('%i usages after %i are %p, %s', (recent, previous, rate, trend) => {
    expect(growthRate(recent, previous)).toBeCloseTo(rate, 12);
    expect(growthTrend(recent, previous)).toBe(trend);
  });
});
