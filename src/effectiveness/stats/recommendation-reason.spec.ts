import { describe, expect, it } from '@jest/globals';
import { recommendationReason } from './recommendation-reason.js';

describe('recommendationReason', () => {
  it.each([
    [0, 0, null, 'It was not used in this range.'],
    [50, 47, 0.88, 'Score 0.83: 94 % of 50 usages succeeded, quality 0.88 on average.'],
    [
      20,
      20,
      0.9,
      'Score 0.81: 100 % of 20 usages succeeded, quality 0.90 on average. From 21 usages on that is highly recommended.',
    ],
    [
      1,
      1,
      0.5,
      'Score 0.65: its one usage succeeded, quality 0.50 on average. From 15 usages on that is recommended.',
    ],
    [1, 0, null, 'Score 0.00: its one usage failed, no quality was given.'],
    [100, 30, null, 'Score 0.35: 30 % of 100 usages succeeded, no quality was given.'],
  ])('of %i usages, %i successes, quality %p', (usages, successes, averageQuality, reason) => {
    expect(recommendationReason({ usages, successes, averageQuality })).toBe(reason);
  });
});
