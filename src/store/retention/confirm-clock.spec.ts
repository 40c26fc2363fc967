import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from '../../common/time-range.js';
import { type ClockReadings, confirmClock } from './confirm-clock.js';

describe('the clock that retention goes by', () => {
  it('is a day or two behind one that runs', () => {
    let known: ClockReadings | undefined;
    for (let hour = 0; hour < 100; hour += 1) {
      known = confirmClock(known, hour * HOUR_MS);
      if (hour < 24) expect(known.confirmed).toBeNull();
      else expect(hour * HOUR_MS - known.confirmed!).toBeGreaterThanOrEqual(DAY_MS);
      if (hour >= 24) expect(hour * HOUR_MS - known.confirmed!).toBeLessThan(2 * DAY_MS);
    }
  });

  it('never takes over a jump ahead that ends within a day, nor is ahead of one that was set back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 48, max: 100 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 23 }),
        (before, jump, wrongFor) => {
          let known: ClockReadings | undefined;
          for (let hour = 0; hour <= before; hour += 1) known = confirmClock(known, hour * HOUR_MS);
          for (let hour = 0; hour < wrongFor; hour += 1) {
            known = confirmClock(known, before * HOUR_MS + jump * DAY_MS + hour * HOUR_MS);
            expect(known.confirmed!).toBeLessThanOrEqual(before * HOUR_MS);
          }
          const right = (before + wrongFor) * HOUR_MS;
          expect(confirmClock(known, right).confirmed!).toBeLessThanOrEqual(right);
        },
      ),
    );
  });
});
