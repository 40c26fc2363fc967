import { describe, expect, it } from '@jest/globals';
import { linearRegression } from './linear-regression.js';

describe('linearRegression', () => {
  // scipy 1.17.1, scipy.stats.linregress.
  it.each([
    ['a line', [0, 1, 2, 3], [1, 2, 3, 4], 1, 1, 1],
    [
      'a rise',
      [0, 1, 2, 3, 4, 5],
      [0.5, 0.55, 0.5, 0.7, 0.65, 0.8],
      2 / 35,
      0.47380952380952385,
      0.7792207792207791,
    ],
    [
      'a fall',
      [0, 1, 2, 3, 4, 5],
      [10, 8, 9, 4, 1, 0],
      -2.1714285714285713,
      10.761904761904761,
      0.9034410844629823,
    ],
    ['gaps', [0, 2, 3, 7], [4, 1, 5, 2], -0.19230769230769232, 3.576923076923077, 0.09615384615384616],
    ['nothing to explain', [0, 1, 2], [0.1, 0.1, 0.1], 0, 0.1, 1],
  ])('of %s', (_, xs, ys, slope, intercept, rSquared) => {
    const line = linearRegression(xs.map((x, at) => ({ x, y: ys[at]! })))!;
    expect(line.slope).toBeCloseTo(slope, 14);
    expect(line.intercept).toBeCloseTo(intercept, 14);
    expect(line.rSquared).toBeCloseTo(rSquared, 14);
  });

  it('is open through fewer than two x', () => {
    expect(linearRegression([])).toBeUndefined();
    expect(linearRegression([{ x: 1, y: 2 }])).toBeUndefined();
    expect(
      linearRegression([
        { x: 1, y: 2 },
        { x: 1, y: 3 },
      ]),
    ).toBeUndefined();
  });
});
