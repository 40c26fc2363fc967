import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Effectiveness, effectivenessOf, RECOMMENDATIONS } from './effectiveness-score.js';

const of = (usages: number, successes: number, averageQuality: number | null): Effectiveness =>
  effectivenessOf({ usages, successes, averageQuality });

describe('effectivenessOf', () => {
  it('follows the formula', () => {
    // 0.5 × 47/50 + 0.3 × 0.88 + 0.2 × 50/100 = 0.47 + 0.264 + 0.1
    expect(of(50, 47, 0.88)).toEqual({
      effectiveness_score: 0.834,
      confidence: 1,
      recommendation: 'highly_recommended',
      components: { success_rate: 0.94, average_quality: 0.88, usage_frequency: 0.5 },
    });
  });

  it('has no data without usages', () => {
    expect(of(0, 0, null)).toMatchObject({
      effectiveness_score: 0,
      confidence: 0,
      recommendation: 'insufficient_data',
    });
  });

  it('counts a missing quality as 0', () => {
    expect(of(100, 100, null).effectiveness_score).toBe(0.7);
  });

  it('stops growing at 100 usages, its confidence at 30', () => {
    expect(of(100, 50, 0.5).components.usage_frequency).toBe(1);
    expect(of(5000, 2500, 0.5)).toEqual(of(100, 50, 0.5));
    expect(of(29, 29, 1).confidence).toBe(29 / 30);
    expect(of(30, 30, 1).confidence).toBe(1);
  });

  it.each([
    // usages, successes, quality, score at the boundary, recommendation
    [100, 60, 1, 0.8, 'highly_recommended'],
    [100, 60, 0.999, 0.7997, 'recommended'],
    [21, 21, 0.86, 0.8, 'highly_recommended'], // confidence 0.7
    [20, 20, 0.87, 0.801, 'recommended'], // confidence 0.667
    [100, 80, null, 0.6, 'recommended'],
    [100, 79, null, 0.595, 'use_with_caution'],
    [15, 15, 0.5, 0.68, 'recommended'], // confidence 0.5
    [14, 14, 1, 0.828, 'use_with_caution'], // confidence 0.467
    [100, 40, null, 0.4, 'use_with_caution'],
    [100, 39, null, 0.395, 'not_recommended'],
    [1, 0, 0, 0.002, 'not_recommended'],
  ] as const)(
    '%i usages, %i successes, quality %p: %p, %s',
    (usages, successes, quality, score, recommendation) => {
      const result = of(usages, successes, quality);
      expect(result.effectiveness_score).toBeCloseTo(score, 12);
      expect(result.recommendation).toBe(recommendation);
    },
  );

  it('decides boundaries by exact arithmetic, not by rounding', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.nat(300),
        fc.option(fc.nat(100)),
        (usages, some, percent) => {
          const successes = Math.min(some, usages);
          const result = of(usages, successes, percent === null ? null : percent / 100);
          // The score × 1000 × usages in whole numbers.
          const exact = 500 * successes + 3 * (percent ?? 0) * usages + 2 * Math.min(usages, 100) * usages;
          const atLeast = (tenths: number): boolean => exact >= tenths * 100 * usages;
          const expected =
            atLeast(8) && usages >= 21
              ? 'highly_recommended'
              : atLeast(6) && usages >= 15
                ? 'recommended'
                : atLeast(4)
                  ? 'use_with_caution'
                  : 'not_recommended';
          expect(result.recommendation).toBe(expected);
          expect(result.effectiveness_score).toBeCloseTo(exact / 1000 / usages, 9);
          expect(RECOMMENDATIONS).toContain(result.recommendation);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
