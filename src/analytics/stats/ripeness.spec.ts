import { describe, expect, it } from '@jest/globals';
import { ripenessOf } from './ripeness.js';

/** Weeks of remission of 21 children on 6-MP: relapses, and those still well (Freireich et al., Blood 21, 1963; Gehan 1965). */
const relapses = [6, 6, 6, 7, 10, 13, 16, 22, 23];
const stillWell = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
const freireich = [
  ...relapses.map((age) => ({ age, arrived: 1, waiting: 0 })),
  ...stillWell.map((age) => ({ age, arrived: 0, waiting: 1 })),
];

describe('ripenessOf', () => {
  // Published in Kleinbaum and Klein, Survival Analysis, 3rd edition 2012, table 2.1; lifelines 0.30.3, KaplanMeierFitter.
  it.each([
    [0, 1],
    [6, 0.8571],
    [7, 0.8067],
    [9, 0.8067],
    [10, 0.7529],
    [13, 0.6902],
    [16, 0.6275],
    [22, 0.5378],
    [23, 0.4482],
    [35, 0.4482],
  ])('at %d weeks', (age, share) => {
    expect(ripenessOf(freireich).waitingAt(age)).toBeCloseTo(share, 4);
  });

  it('is of what comes in at all', () => {
    const { completeAt, ripeAge } = ripenessOf(freireich);
    expect(completeAt(5)).toBe(0);
    expect(completeAt(13)).toBeCloseTo((1 - 0.6902) / (1 - 0.4482), 3);
    expect(completeAt(23)).toBe(1);
    expect(ripeAge(0.5)).toBe(13);
    expect(ripeAge(0.95)).toBe(23);
  });

  it('does not depend on how the counts are cut', () => {
    const merged = [...new Set([...relapses, ...stillWell])].map((age) => ({
      age,
      arrived: relapses.filter((one) => one === age).length,
      waiting: stillWell.filter((one) => one === age).length,
    }));
    expect(ripenessOf(merged).waitingAt(16)).toBeCloseTo(ripenessOf(freireich).waitingAt(16), 12);
  });

  it('corrects for days that are too young: a tenth comes in at each of the ages 0 to 2', () => {
    // Of 1,000 usages each: today's, yesterday's, and those of two and ten days ago.
    const counts = [
      { age: 0, arrived: 400, waiting: 900 },
      { age: 1, arrived: 300, waiting: 800 },
      { age: 2, arrived: 200, waiting: 700 },
      { age: 10, arrived: 0, waiting: 700 },
    ];
    const { completeAt, ripeAge } = ripenessOf(counts);
    expect(completeAt(0)).toBeCloseTo(1 / 3, 12);
    expect(completeAt(1)).toBeCloseTo(2 / 3, 12);
    expect(completeAt(2)).toBe(1);
    expect(ripeAge(0.6)).toBe(1);
  });

  it('is complete where nothing comes in late', () => {
    const { completeAt, ripeAge } = ripenessOf([{ age: 4, arrived: 0, waiting: 9 }]);
    expect([completeAt(0), ripeAge(0.95), ripenessOf([]).completeAt(3)]).toEqual([1, 0, 1]);
  });
});
