import type { Violation } from '../common/tracker-error.js';

interface ItemFault extends Violation {
  readonly index: number;
}

/** Refused items whose faults one report names, at the most; `rejected` counts them all. */
const MAX_EXPLAINED = 1000;
/** Beyond so many characters only the first fault of each is named. */
const MAX_LENGTH = 1_048_576;

/** The faults that a report names, in the order of their items. */
export class FaultList<T extends ItemFault> {
  readonly errors: T[] = [];
  private items = 0;
  private length = 0;
  private last = -1;

  /** @returns whether there was room for it. */
  add(error: T): boolean {
    const isFirst = error.index !== this.last;
    if (isFirst ? this.items >= MAX_EXPLAINED : this.length > MAX_LENGTH) return false;
    if (isFirst) this.items += 1;
    this.last = error.index;
    const { pointer, allowed, message } = error;
    this.length += pointer.length + allowed.length + message.length;
    this.errors.push(error);
    return true;
  }
}
