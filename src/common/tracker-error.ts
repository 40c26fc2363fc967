/** Where a fault in a request or an event is, and what would be right. */
export interface Violation {
  /** JSON Pointer (RFC 6901) into the body, or `/` and the parameter's name. */
  readonly pointer: string;
  /** A stable word for programs, such as `required` or `out_of_range`. */
  readonly code: string;
  /** What is allowed there, in words. */
  readonly allowed: string;
  /** A sentence for people that names the refused value. */
  readonly message: string;
}

/** What callers of the tracker may have to handle; `code` is stable. */
export abstract class TrackerError extends Error {
  abstract readonly code: string;
}

/** The input is wrong and will be refused again; nothing of it was stored. */
export class InvalidInputError extends TrackerError {
  override readonly name = 'InvalidInputError';
  readonly code = 'invalid_input';

  constructor(readonly violations: readonly Violation[]) {
    super(violations.map((violation) => violation.message).join(' '));
  }
}

/** There is no such thing under that id. */
export class UnknownPatternError extends TrackerError {
  override readonly name = 'UnknownPatternError';
  readonly code = 'unknown_pattern';

  constructor(readonly patternId: string) {
    super(`There is no pattern ${patternId}.`);
  }
}

/**
 * The store did not answer or refused the work. A write that ends so was not acknowledged: it may
 * be sent again with the same id and created_at, and is counted once.
 */
export class StoreUnavailableError extends TrackerError {
  override readonly name = 'StoreUnavailableError';
  readonly code = 'store_unavailable';

  /**
   * @param fault what keeps the store from working, as a sentence, where that is known.
   * @param passes whether it is worth trying again by itself.
   */
  constructor(
    cause: unknown,
    readonly fault?: string,
    readonly passes = true,
  ) {
    const again = passes ? ' Try again with the same id.' : '';
    super(
      fault === undefined
        ? 'The store is not available at the moment; try again with the same id.'
        : `${fault}${again}`,
      { cause },
    );
  }
}

/** The store holds something against a value itself: sent again, it will be refused again. */
export class UnstorableError extends TrackerError {
  override readonly name = 'UnstorableError';
  readonly code = 'unstorable';

  constructor(cause: unknown) {
    super('The store refuses a value of the usage.', { cause });
  }
}

/** Only what retention has dropped could answer the question. */
export class DroppedDetailError extends TrackerError {
  override readonly name = 'DroppedDetailError';
  readonly code = 'dropped_detail';
}

/**
 * More comes in than the store takes. Nothing of it was stored; it may be sent again with the same id
 * and created_at after a pause.
 */
export class OverloadedError extends TrackerError {
  override readonly name = 'OverloadedError';
  readonly code = 'overloaded';

  /**
   * @param pending usages that wait to be stored.
   * @param retryAfterSeconds about how long they need; 1..30.
   */
  constructor(
    pending: number,
    readonly retryAfterSeconds: number,
  ) {
    super(
      `${pending} usages wait to be stored and there is no room for more; try again in ${retryAfterSeconds} s with the same id.`,
    );
  }
}

/**
 * More questions wait than can be answered in time. Nothing was read; the question may be asked again
 * after a pause.
 */
export class TooManyQuestionsError extends TrackerError {
  override readonly name = 'TooManyQuestionsError';
  readonly code = 'too_many_questions';
  /** Seconds. */
  readonly retryAfterSeconds = 5;

  /** @param waiting questions that wait already. */
  constructor(waiting: number) {
    super(`${waiting} questions wait for the store and there is no room for more; ask again in 5 s.`);
  }
}

/** As many exports are being sent as may be at a time. */
export class TooManyExportsError extends TrackerError {
  override readonly name = 'TooManyExportsError';
  readonly code = 'too_many_exports';
  /** Seconds. */
  readonly retryAfterSeconds = 10;

  /** @param most exports at a time. */
  constructor(maxExports: number) {
    super(`${maxExports} exports are being sent, as many as may be at a time; ask again in 10 s.`);
  }
}

/** Nobody waits for the answer any more. */
export class RequestAbortedError extends Error {
  override readonly name = 'RequestAbortedError';

  constructor() {
    super('Nobody waits for this any more.');
  }
}
