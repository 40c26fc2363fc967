import { CooperativeScheduler } from './cooperative-scheduler.js';

/** As Array.map, for work that is long in all: others have the event loop between the items. */
export const mapInTurns = async <T, R>(
  items: readonly T[],
  map: (item: T, at: number) => R,
): Promise<R[]> => {
  const scheduler = new CooperativeScheduler();
  const mapped: R[] = [];
  for (const [at, item] of items.entries()) {
    mapped.push(map(item, at));
    if (scheduler.isDue) await scheduler.pause();
  }
  return mapped;
};
