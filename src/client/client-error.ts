import type { Violation } from '../common/tracker-error.js';

/** Why something could not be recorded or answered. */
export abstract class ClientError extends Error {
  /**
   * `refused`: wrong, and will be refused again. `unavailable`: it could not be done in the time
   * there was; what was to be recorded may have been, and may be sent again under the same id.
   * `buffer_full` and `closed`: it was never sent.
   */
  abstract readonly code: 'refused' | 'unavailable' | 'buffer_full' | 'closed';
}

/** The server says no; the message is its own. */
export class RefusedError extends ClientError {
  override readonly name = 'RefusedError';
  readonly code = 'refused';

  constructor(
    message: string,
    /** The HTTP status; 422 for one usage of a batch. */
    readonly status: number,
    /** What is wrong and where; empty where the server did not say. */
    readonly violations: readonly Violation[] = [],
  ) {
    super(message);
  }
}

/** The server did not answer, or had no time, as often as it was tried. */
export class UnavailableError extends ClientError {
  override readonly name = 'UnavailableError';
  readonly code = 'unavailable';
}

/** So much waits to be sent already that there is no room for more. */
export class BufferFullError extends ClientError {
  override readonly name = 'BufferFullError';
  readonly code = 'buffer_full';
}

/** The client was closed before. */
export class ClosedError extends ClientError {
  override readonly name = 'ClosedError';
  readonly code = 'closed';
}
