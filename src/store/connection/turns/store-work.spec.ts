import { expect, it } from '@jest/globals';
import { RequestAbortedError } from '../../../common/tracker-error.js';
import { Semaphore } from './semaphore.js';
import { doAndEnd, StoreWork } from './store-work.js';

const room = (maxWaiting = 10): Semaphore => new Semaphore(1, maxWaiting, () => new Error('full'));
const settle = (): Promise<void> => new Promise((turn) => setImmediate(turn));

it('has room once, however often it asks, until it ends', async () => {
  const slots = room();
  const [first, second] = [new StoreWork('question'), new StoreWork('question')];
  const take = (): Promise<() => void> => slots.take();
  await Promise.all([first.takeRoom(take), first.takeRoom(take)]);
  await first.takeRoom(take);
  let isIn = false;
  const waiting = second.takeRoom(take).then(() => (isIn = true));
  await settle();
  expect(isIn).toBe(false);
  first.end();
  await waiting;
  second.end();
  await new StoreWork('question').takeRoom(take);
});

it('gives room back where it fails, and none that it was refused', async () => {
  const slots = room(0);
  const take = (): Promise<() => void> => slots.take();
  const fails = new StoreWork('question');
  await expect(
    doAndEnd(fails, async () => {
      await fails.takeRoom(take);
      await expect(
        doAndEnd(new StoreWork('question'), () => new StoreWork('question').takeRoom(take)),
      ).rejects.toThrow('full');
      throw new Error('it fails');
    }),
  ).rejects.toThrow('it fails');
  await new StoreWork('question').takeRoom(take);
});

it('takes no room for a part that goes on after another has failed', async () => {
  const slots = room(0);
  const take = (): Promise<() => void> => slots.take();
  const work = new StoreWork('question');
  let late: Promise<void> | undefined;
  await expect(
    doAndEnd(work, async () => {
      late = settle().then(() => work.takeRoom(take));
      await Promise.all([late, Promise.reject(new Error('it fails'))]);
    }),
  ).rejects.toThrow('it fails');
  await expect(late).rejects.toThrow(RequestAbortedError);
  await new StoreWork('question').takeRoom(take);
});
