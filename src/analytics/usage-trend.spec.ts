import { describe, expect, it } from '@jest/globals';
import { usageTrend } from './usage-trend.js';

describe('usageTrend', () => {
  it.each([
    [0, 0, 'stable'],
    [0, 1, 'increasing'],
    [1, 0, 'decreasing'],
    [10, 12, 'stable'],
    [10, 13, 'increasing'],
    [10, 8, 'stable'],
    [10, 7, 'decreasing'],
    [35, 42, 'stable'], // 35 × 1.2 is 42 exactly
    [1_000_000_000_000, 1_200_000_000_001, 'increasing'],
    [1_000_000_000_000, 799_999_999_999, 'decreasing'],
  ] as const)('%i then %i usages are %s', (first, second, trend) => {
    expect(usageTrend(first, second)).toBe(trend);
  });
});
