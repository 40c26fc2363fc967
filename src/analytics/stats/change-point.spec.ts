import { describe, expect, it } from '@jest/globals';
import { changePoint } from './change-point.js';

describe('changePoint', () => {
  // pyhomogeneity 1.1, pettitt_test without simulation.
  it.each([
    [[...Array<number>(22).fill(1), 0.5, 0.25, 0.5, 0.75, 0.5, 0.5, 0.25, 0.5], 22, 0.002558438427713569],
    [[0.8, 0.8, 0.9, 0.7, 0.8, 0.6, 0.7, 0.6, 0.8, 0.5, 0.6, 0.5], 5, 0.13501550707032092],
  ])('of %j', (values, before, pValue) => {
    const falling = changePoint(values, -1);
    expect(falling).toEqual({ before, pValue: expect.closeTo(pValue, 12) });
    expect(
      changePoint(
        values.map((value) => -value),
        1,
      ),
    ).toEqual(falling);
  });
});
