import { describe, expect, it } from '@jest/globals';
import { associationOf } from './association.js';

describe('the association of two patterns', () => {
  // [together, a, b, all], lift, NPMI, Jaccard, G, p; computed apart, in Python 3.11.
  it.each([
    [[30, 40, 50, 200], 3, 0.5790947844209207, 0.5, 59.38079467595891, 1.2993095233246227e-14],
    [[10, 20, 50, 100], 1, 0, 1 / 6, 0, 1],
    [[1, 50, 50, 100], 0.04, -0.6989700043360189, 1 / 99, 119.02161345604264, 1.035945580986343e-27],
    [[5, 5, 5, 100], 20, 1, 1, 39.7030486691745, 2.956636148230305e-10],
    [[7, 7, 7, 7], 1, 1, 1, 0, 1],
    [[12, 12, 40, 40], 1, 0, 0.3, 0, 1],
  ])('of %j', ([together, a, b, all], lift, npmi, jaccard, g, p) => {
    const found = associationOf({ together: together!, a: a!, b: b!, all: all! });
    expect(found.support).toBe(together! / all!);
    expect(found.lift).toBeCloseTo(lift, 12);
    expect(found.npmi).toBeCloseTo(npmi, 12);
    expect(found.jaccard).toBeCloseTo(jaccard, 12);
    expect(found.gStatistic).toBeCloseTo(g, 10);
    expect(found.pValue / p).toBeCloseTo(1, 6);
  });
});
