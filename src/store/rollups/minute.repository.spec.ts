import { describe, expect, it } from '@jest/globals';
import { planFill } from './minute.repository.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const now = 1_700_000_040_000;
const known = { from: now - 8 * DAY, to: now - 15_000 };
const step = { keptFrom: now - 8 * DAY, first: now - 9 * DAY, to: now - 10_000 };

describe('planFill', () => {
  it('goes on at the watermark, and counts nothing new without a step', () => {
    expect(planFill(known, step, now - 10_000)).toEqual({
      begin: now - 15_000,
      end: now - 10_000,
      completeFrom: now - 8 * DAY,
    });
    expect(planFill(known, undefined, now)).toEqual({
      begin: known.to,
      end: known.to,
      completeFrom: known.from,
    });
  });

  it('leaves a watermark that another instance has moved on', () => {
    const later = { from: known.from, to: now + 20_000 };
    expect(planFill(later, step, now + 25_000)).toEqual({
      begin: later.to,
      end: later.to,
      completeFrom: later.from,
    });
  });

  it('goes back to a whole minute where the clock was set back', () => {
    const ahead = { from: now + 300 * DAY, to: now + 365 * DAY };
    const minute = Math.floor((now - 10_000) / MINUTE) * MINUTE;
    expect(planFill(ahead, step, now - 10_000)).toEqual({
      begin: minute,
      end: now - 10_000,
      completeFrom: minute,
    });
  });

  it('passes over what is not kept, and trusts nothing before', () => {
    const old = { from: now - 40 * DAY, to: now - 20 * DAY };
    expect(planFill(old, step, now)).toMatchObject({ begin: step.keptFrom, completeFrom: step.keptFrom });
    expect(planFill({ ...known, from: now - 40 * DAY }, step, now).completeFrom).toBe(step.keptFrom);
  });
});
