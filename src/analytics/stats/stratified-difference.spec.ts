import { describe, expect, it } from '@jest/globals';
import { drawBinomial, seededRandom } from '../../../test/support/seeded-random.js';
import { imbalanceOf } from './imbalance.js';
import { type Stratum, stratifiedDifference } from './stratified-difference.js';

/** R's datasets, UCBAdmissions: admitted and all, men (1) and women (0), departments A to F (Bickel et al., Science 187, 1975). */
const berkeley: readonly Stratum[] = [
  { k1: 512, n1: 825, k0: 89, n0: 108 },
  { k1: 353, n1: 560, k0: 17, n0: 25 },
  { k1: 120, n1: 325, k0: 202, n0: 593 },
  { k1: 138, n1: 417, k0: 131, n0: 375 },
  { k1: 53, n1: 191, k0: 94, n0: 393 },
  { k1: 22, n1: 373, k0: 24, n0: 341 },
];

/** One that is used for what is easy, and one that is better and used for what is hard. */
const simpson: readonly Stratum[] = [
  { n1: 532, k1: 500, n0: 70, k0: 69 },
  { n1: 68, k1: 36, n0: 530, k0: 367 },
];

describe('stratifiedDifference', () => {
  // R 4, mantelhaen.test(UCBAdmissions); the risk difference of statsmodels and Sato's own formula.
  it('of Berkeley’s admissions', () => {
    const found = stratifiedDifference(berkeley);
    expect(found.crude).toBeCloseTo(0.141645, 6);
    expect(found.adjusted!.difference).toBeCloseTo(-0.018425, 6);
    expect(found.adjusted!.standardError).toBeCloseTo(0.014825, 6);
    expect(found.adjusted!.lower).toBeCloseTo(-0.018425 - 1.959964 * 0.014825, 5);
    expect(found.oddsRatio!.estimate).toBeCloseTo(0.9046968, 7);
    expect(found.oddsRatio!.lower).toBeCloseTo(0.7719, 4);
    expect(found.oddsRatio!.upper).toBeCloseTo(1.0603, 4);
    expect(found.test!.statistic).toBeCloseTo(1.4269, 4);
    expect(found.test!.pValue).toBeCloseTo(0.2323, 4);
    expect(found).toMatchObject({ overlap: 1, signTurns: true });
  });

  it('tells that the seemingly better one is worse in both contexts', () => {
    const found = stratifiedDifference(simpson);
    expect(found.crude).toBeGreaterThan(0.1);
    expect(found.adjusted!.difference).toBeCloseTo(-0.104, 3);
    expect(found.adjusted!.upper).toBeLessThan(0);
    expect(found.oddsRatio!.estimate).toBeCloseTo(0.457, 3);
    expect(found.oddsRatio!.lower).toBeCloseTo(0.279, 3);
    expect(found.oddsRatio!.upper).toBeCloseTo(0.747, 3);
    // statsmodels 0.15.0, StratifiedTable.test_null_odds(correction=True); without the correction it is .0018.
    expect(found.test!.pValue).toBeCloseTo(0.00273087, 7);
    expect(found.signTurns).toBe(true);
  });

  it('is the other way round for the other', () => {
    const swapped = berkeley.map(({ n1, k1, n0, k0 }) => ({ n1: n0, k1: k0, n0: n1, k0: k1 }));
    const [one, other] = [stratifiedDifference(berkeley), stratifiedDifference(swapped)];
    expect(other.adjusted!.difference).toBeCloseTo(-one.adjusted!.difference, 12);
    expect(other.adjusted!.standardError).toBeCloseTo(one.adjusted!.standardError, 12);
    expect(other.oddsRatio!.estimate).toBeCloseTo(1 / one.oddsRatio!.estimate, 12);
    expect(other.test).toEqual({
      statistic: expect.closeTo(one.test!.statistic, 10),
      pValue: expect.closeTo(one.test!.pValue, 10),
    });
  });

  it('cannot tell without a shared context', () => {
    const apart = stratifiedDifference([
      { n1: 50, k1: 40, n0: 0, k0: 0 },
      { n1: 0, k1: 0, n0: 30, k0: 20 },
    ]);
    expect(apart).toMatchObject({
      adjusted: null,
      oddsRatio: null,
      test: null,
      overlap: 0,
      signTurns: false,
    });
    expect(apart.crude).toBeCloseTo(0.8 - 2 / 3, 12);
    expect(stratifiedDifference([])).toMatchObject({ crude: null, overlap: 0 });
  });

  it('compares what is shared and says how much that is', () => {
    const found = stratifiedDifference([...simpson, { n1: 600, k1: 600, n0: 0, k0: 0 }]);
    expect(found.overlap).toBe(0.5);
    expect(found.adjusted).toEqual(stratifiedDifference(simpson).adjusted);
  });

  it('is less sure of usages that tell the same', () => {
    const [plain, widened] = [stratifiedDifference(simpson), stratifiedDifference(simpson, 4)];
    expect(widened.adjusted!.standardError).toBeCloseTo(2 * plain.adjusted!.standardError, 12);
    expect(widened.test!.statistic).toBeCloseTo(plain.test!.statistic / 4, 12);
    expect(Math.log(widened.oddsRatio!.upper / widened.oddsRatio!.estimate)).toBeCloseTo(
      2 * Math.log(plain.oddsRatio!.upper / plain.oddsRatio!.estimate),
      12,
    );
  });

  it('covers a difference in many small contexts', () => {
    const draw = seededRandom(20_261_201);
    const runs = 2000;
    let held = 0;
    for (let run = 0; run < runs; run += 1) {
      const strata = Array.from({ length: 40 }, (_, at) => {
        const rate = 0.3 + 0.5 * (at / 40);
        const [n1, n0] = [1 + (at % 5), 1 + (at % 3)];
        return { n1, k1: drawBinomial(draw, n1, rate + 0.1), n0, k0: drawBinomial(draw, n0, rate) };
      });
      const { lower, upper } = stratifiedDifference(strata).adjusted!;
      if (lower <= 0.1 && 0.1 <= upper) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.93);
    expect(held / runs).toBeLessThan(0.97);
  });
});

describe('imbalanceOf', () => {
  it('is 0 of the same shares and 1 of no common value', () => {
    const alike = [
      { n1: 30, n0: 300 },
      { n1: 70, n0: 700 },
    ];
    const apart = [
      { n1: 30, n0: 0 },
      { n1: 0, n0: 70 },
    ];
    expect(imbalanceOf(alike).totalVariation).toBeCloseTo(0, 12);
    expect(imbalanceOf(alike).cramersV).toBe(0);
    expect(imbalanceOf(apart)).toEqual({
      totalVariation: expect.closeTo(1, 12),
      cramersV: expect.closeTo(1, 12),
    });
    expect(imbalanceOf([{ n1: 3, n0: 0 }])).toEqual({ totalVariation: 0, cramersV: 0 });
    expect(imbalanceOf([{ n1: 3, n0: 5 }])).toEqual({ totalVariation: 0, cramersV: 0 });
  });

  it('of Berkeley’s departments', () => {
    const { totalVariation, cramersV } = imbalanceOf(berkeley);
    // numpy 2.4, and scipy's chi2_contingency with Bergsma's formula.
    expect(totalVariation).toBeCloseTo(0.4421989941241215, 9);
    expect(cramersV).toBeCloseTo(0.48476698806115986, 9);
  });

  it('does not take chance for a difference', () => {
    const draw = seededRandom(5);
    const values = Array.from({ length: 50 }, () => ({ n1: 0, n0: 0 }));
    for (let usage = 0; usage < 100; usage += 1) {
      values[Math.floor(draw() * 50)]!.n1 += 1;
      values[Math.floor(draw() * 50)]!.n0 += 1;
    }
    const { totalVariation, cramersV } = imbalanceOf(values);
    expect(totalVariation).toBeGreaterThan(0.35);
    expect(cramersV).toBeLessThan(0.3);
  });
});
