import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work is not to hold up the event loop longer than this at a time, in milliseconds. */
const MAX_MS = 5;

/** In a turn of the event loop that is over sooner than this, in milliseconds, nobody else had anything to do. */
const QUIET_MS = 0.5;
/** Turns that are left to others at the most, so that long work comes to its end however much comes in. */
const MAX_TURNS = 10;

/** Those that pause go on one after the other. */
let line: Promise<void> = Promise.resolve();

/** Waits for a quiet turn: in each turn one new connection is accepted at the most, so one is not enough for many. */
const leaveToOthers = async (): Promise<void> => {
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const began = performance.now();
    await nextTurn();
    if (performance.now() - began < QUIET_MS) return;
  }
};

/**
 * Lets others have the event loop whenever a long piece of work has had it for a while. However many such
 * pieces there are, only one of them has a part done before the event loop comes to what else there is, and
 * before it has done ten turns of that, if there is so much.
 */
export class CooperativeScheduler {
  private since = performance.now();

  /** Whether it is time to pause; asked between small parts of the work. */
  get isDue(): boolean {
    return performance.now() - this.since >= MAX_MS;
  }

  async pause(): Promise<void> {
    line = line.then(leaveToOthers);
    await line;
    this.since = performance.now();
  }
}
