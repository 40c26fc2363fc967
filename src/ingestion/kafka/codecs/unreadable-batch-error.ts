/** A batch that cannot be read and cannot be passed over either, as nothing tells where it ends. */
export class UnreadableBatchError extends Error {
  override readonly name = 'UnreadableBatchError';
  /** Told to the client, which would try again at once otherwise. */
  readonly retriable = false;
}
