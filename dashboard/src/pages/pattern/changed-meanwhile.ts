import type { Pattern } from './use-pattern.js';

/** Somebody else described the pattern since it was read. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';

  constructor(readonly now: Pattern) {
    super('Somebody else changed it meanwhile.');
  }
}
