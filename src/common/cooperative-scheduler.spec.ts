import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { CooperativeScheduler } from './cooperative-scheduler.js';

/** Keeps the processor busy until the scheduler says that it is time. */
const workUntilDue = (scheduler: CooperativeScheduler): void => {
  while (!scheduler.isDue);
};

it('lets the event loop come to other things after each part of any of many pieces of work', async () => {
  const parts: number[] = [];
  let turn = 0;
  let done = 0;
  const piece = async (): Promise<void> => {
    const scheduler = new CooperativeScheduler();
    for (let part = 0; part < 3; part += 1) {
      workUntilDue(scheduler);
      await scheduler.pause();
      parts.push(turn);
    }
    done += 1;
  };
  const pieces = Array.from({ length: 8 }, piece);
  while (done < 8) {
    await nextTurn();
    turn += 1;
  }
  await Promise.all(pieces);
  // Never two parts in one turn of the event loop.
  expect(new Set(parts).size).toBe(24);
});

it('leaves ten turns to others who are busy, and no more', async () => {
  const counted = { turns: 0, isOn: true };
  const others = (async () => {
    while (counted.isOn) {
      await nextTurn();
      counted.turns += 1;
      const began = performance.now();
      while (performance.now() - began < 2);
    }
  })();
  const scheduler = new CooperativeScheduler();
  const before = counted.turns;
  for (let part = 0; part < 3; part += 1) await scheduler.pause();
  const left = counted.turns - before;
  counted.isOn = false;
  await others;
  // The turn in which a pause begins or ends may count on either side.
  expect(left).toBeGreaterThanOrEqual(27);
  expect(left).toBeLessThanOrEqual(33);
});
