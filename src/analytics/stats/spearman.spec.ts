import { describe, expect, it } from '@jest/globals';
import { spearman } from './spearman.js';

const pairs = (xs: readonly number[], ys: readonly number[]): [number, number][] =>
  xs.map((x, at) => [x, ys[at]!]);

describe('spearman', () => {
  // scipy 1.17.1: spearmanr; up to 7 pairs the share of itertools.permutations whose |spearmanr| is as large.
  it.each([
    [
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      [2, 1, 4, 3, 6, 5, 8, 7, 10, 9],
      0.9393939393939393,
      5.4840529985136686e-5,
    ],
    [
      [10, 20, 20, 30, 40, 50, 50, 60, 70],
      [5, 5, 4, 3, 3, 2, 1, 1, 0],
      -0.9702215502575139,
      1.4573148983508738e-5,
    ],
    [[1, 2, 3, 4, 5, 6, 7, 8], [8, 1, 7, 2, 6, 3, 5, 4], -0.19047619047619052, 0.6514014957024814],
    [[0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7], 1, 0],
    [[1, 2, 3, 4, 5], [1, 3, 2, 5, 4], 0.8, 0.13333333333333333],
    [[1, 2, 2, 3, 4, 5], [6, 5, 5, 3, 4, 1], -0.9411764705882354, 10 / 720],
    [[1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1], -1, 0.0003968253968253968],
  ])('of %j and %j', (xs, ys, rho, pValue) => {
    const found = spearman(pairs(xs, ys))!;
    expect(found.rho).toBeCloseTo(rho, 12);
    expect(found.pValue).toBeCloseTo(pValue, 12);
  });

  it('cannot tell where one side does not vary', () => {
    expect(spearman(pairs([1, 2, 3], [4, 4, 4]))).toBeUndefined();
  });

  it('finds none in the means of equal numbers, which differ in their last digits', () => {
    for (let quality = 1; quality <= 99; quality += 1) {
      const pairs = Array.from({ length: 30 }, (_, day): [number, number] => {
        let sum = 0;
        for (let added = 0; added < day + 3; added += 1) sum += quality / 100;
        return [day + 3, sum / (day + 3)];
      });
      expect(spearman(pairs)).toBeUndefined();
    }
  });
});
