/** A question found more than it wanted to know. */
export class TooManyRowsError extends Error {
  override readonly name = 'TooManyRowsError';

  /** @param maxRows so many were wanted. */
  constructor(readonly maxRows: number) {
    super(`There are more than ${maxRows} rows.`);
  }
}
