import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { layOut, type Point, type Spring } from './layout.js';

const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

const springs = (count: number): fc.Arbitrary<Spring[]> =>
  fc.array(
    fc
      .tuple(fc.nat(count - 1), fc.nat(count - 1), fc.double({ min: 0, max: 1, noNaN: true }))
      .filter(([a, b]) => a !== b),
    { maxLength: 3 * count },
  );

describe('the layout', () => {
  it('puts nodes where they can be told apart, whatever belongs together', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 30 }).chain((count) => fc.tuple(fc.constant(count), springs(count))),
        ([count, drawn]) => {
          const points = layOut(count, drawn);
          expect(points).toHaveLength(count);
          for (const [at, point] of points.entries()) {
            expect(Number.isFinite(point.x) && Number.isFinite(point.y)).toBe(true);
            for (const other of points.slice(0, at)) expect(apart(point, other)).toBeGreaterThan(1);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('comes to the same places again', () => {
    const drawn: Spring[] = [
      [0, 1, 1],
      [1, 2, 0.5],
    ];
    expect(layOut(5, drawn)).toEqual(layOut(5, drawn));
  });

  it('puts together what belongs together', () => {
    // Two groups of five.
    const drawn = [0, 5].flatMap((first) =>
      Array.from({ length: 5 }, (_, at) => at).flatMap((a) =>
        Array.from({ length: a }, (_, b): Spring => [first + a, first + b, 1]),
      ),
    );
    const points = layOut(10, drawn);
    const distances = (isTogether: boolean): number[] =>
      points.flatMap((point, a) =>
        points.flatMap((other, b) =>
          a < b && (a < 5 === b < 5) === isTogether ? [apart(point, other)] : [],
        ),
      );
    const mean = (values: number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
    expect(mean(distances(true))).toBeLessThan(0.5 * mean(distances(false)));
  });

  it('is nothing without nodes', () => {
    expect(layOut(0, [])).toEqual([]);
  });
});
