import { CooperativeScheduler } from './cooperative-scheduler.js';

/** Items that are handled in one go: few enough to be quick, enough that waiting between them costs nothing. */
const AT_ONCE = 1000;

/** A list a part at a time, for work that is long in all: others have the event loop between the parts. */
export async function* partsInTurns<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  const scheduler = new CooperativeScheduler();
  for (let at = 0; at < items.length; at += AT_ONCE) {
    if (scheduler.isDue) await scheduler.pause();
    yield items.slice(at, at + AT_ONCE);
  }
}
