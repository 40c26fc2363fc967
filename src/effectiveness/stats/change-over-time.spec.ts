import { describe, expect, it } from '@jest/globals';
import { type Draw, drawBinomial, seededRandom } from '../../../test/support/seeded-random.js';
import { mannKendall } from '../../analytics/index.js';
import { changeOverTime } from './change-over-time.js';

const DAYS = 30;

/** Success rates of days with `n` usages each, of which `rateOf` the day succeed. */
const days = (draw: Draw, n: number, rateOf: (day: number) => number): { x: number; y: number }[] =>
  Array.from({ length: DAYS }, (_, x) => ({ x, y: drawBinomial(draw, n, rateOf(x)) / n }));

const share = (times: number, isSo: () => boolean): number => {
  let found = 0;
  for (let time = 0; time < times; time += 1) found += isSo() ? 1 : 0;
  return found / times;
};

/** How it was told before: a median of slopes other than 0, and chance below 1 %. */
const wasMoving = (points: { x: number; y: number }[]): boolean => {
  const { slope, pValue } = mannKendall(points);
  return pValue < 0.01 && slope !== 0;
};

const isMoving = (points: { x: number; y: number }[]): boolean =>
  changeOverTime(points).direction !== 'stable';

describe('changeOverTime', () => {
  it.each([
    [0.5, 12],
    [0.5, 50],
    [0.8, 12],
    [0.9, 50],
  ])('finds what was perfect for 22 days and then came to %d, at %d usages a day', (rate, n) => {
    const draw = seededRandom(1);
    const falling = share(100, () => {
      const points = days(draw, n, (day) => (day < 22 ? 1 : rate));
      const { direction, shift } = changeOverTime(points);
      return direction === 'decreasing' && shift!.before > shift!.mean && shift!.days <= 8;
    });
    expect(falling).toBeGreaterThanOrEqual(rate === 0.5 ? 1 : 0.95);
  });

  it('calls stable patterns stable as often as before', () => {
    const draw = seededRandom(2);
    let [before, now] = [0, 0];
    for (const n of [1, 3, 12, 50]) {
      for (const rate of [1, 0.99, 0.95, 0.9, 0.7, 0.5]) {
        for (let time = 0; time < 400; time += 1) {
          const points = days(draw, n, () => rate);
          before += wasMoving(points) ? 1 : 0;
          now += isMoving(points) ? 1 : 0;
        }
      }
    }
    // Of 9,600.
    expect(now).toBeLessThanOrEqual(before);
    expect(now).toBeLessThan(96);
  });

  it('says how far a line falls, and nothing of what stays', () => {
    const line = Array.from({ length: 12 }, (_, x) => ({ x, y: 1 - x / 12 }));
    expect(changeOverTime(line)).toMatchObject({
      direction: 'decreasing',
      velocity: expect.closeTo(-1 / 12, 12),
      shift: { days: 6, mean: expect.closeTo(2.5 / 12 + 1 / 12, 12), before: expect.closeTo(9.5 / 12, 12) },
    });
    expect(changeOverTime(line.slice(0, 7))).toEqual({
      direction: 'insufficient_data',
      velocity: 0,
      pValue: null,
      days: 7,
      shift: null,
    });
  });

  it('finds no change in the mean of equal numbers', () => {
    for (let quality = 1; quality <= 99; quality += 1) {
      const means = Array.from({ length: DAYS }, (_, day) => {
        const n = day + 3;
        let sum = 0;
        for (let added = 0; added < n; added += 1) sum += quality / 100;
        return { x: day, y: sum / n };
      });
      expect(changeOverTime(means)).toEqual({
        direction: 'stable',
        velocity: 0,
        pValue: 1,
        days: DAYS,
        shift: null,
      });
    }
  });
});
