import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LATENCY_RELATIVE_ERROR, latencyBin, latencyQuantiles } from './bin-quantile.js';

const binned = (times: readonly number[]): { bin: number; usages: number }[] =>
  times.map((time) => ({ bin: latencyBin(time), usages: 1 }));

describe('latencyQuantiles', () => {
  it('are within 5 % of the nearest rank of the times themselves', () => {
    expect(LATENCY_RELATIVE_ERROR).toBeLessThan(0.05);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2_147_483_647 }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.01, 0.5, 0.95, 0.99, 1),
        (times, quantile) => {
          const sorted = [...times].sort((a, b) => a - b);
          const exact = sorted[Math.max(1, Math.ceil(quantile * sorted.length)) - 1]!;
          const [read] = latencyQuantiles(binned(times), [quantile]);
          expect(Math.abs(read! - exact)).toBeLessThanOrEqual(exact * (LATENCY_RELATIVE_ERROR + 1e-9));
        },
      ),
    );
  });

  it('know that nothing took no time, and what nobody measured', () => {
    expect(latencyQuantiles(binned([0, 0, 0]), [0.5])).toEqual([0]);
    expect(latencyQuantiles([], [0.5, 0.99])).toEqual([null, null]);
  });
});
