import type { IncomingHttpHeaders } from 'node:http';
import { mediaTypeOf, NDJSON } from '../common/media-types.js';
import { ProblemError } from '../common/problem/problem.js';

/** What a stream holds of its body while the store is slow. */
const STREAM_BYTES = 2_097_152;
/** Supposed of a body that does not say its length. */
const UNKNOWN_BYTES = 1_048_576;
/** Supposed of a packed body; text packs about so well. */
const UNPACKED_TIMES = 8;

/** Bounds what request bodies take of the memory at a time. */
export class BodyBudget {
  private held = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly bodyLimitBytes: number,
  ) {}

  /**
   * Sets aside what a request's body will take.
   * @returns what gives it back.
   * @throws ProblemError where there is no room for it now.
   */
  take(headers: IncomingHttpHeaders): () => void {
    const bytes = this.bytesOf(headers);
    if (this.held > 0 && this.held + bytes > this.maxBytes) {
      const detail = `Bodies of ${this.held} bytes are being worked on and there is no room for more (BODIES_MAX_BYTES); try again in 1 s.`;
      throw new ProblemError('overloaded', detail);
    }
    this.held += bytes;
    return () => {
      this.held -= bytes;
    };
  }

  private bytesOf(headers: IncomingHttpHeaders): number {
    if (mediaTypeOf(headers['content-type']) === NDJSON) return STREAM_BYTES;
    const length = Number(headers['content-length'] ?? UNKNOWN_BYTES);
    const times = (headers['content-encoding'] ?? 'identity') === 'identity' ? 1 : UNPACKED_TIMES;
    return Math.min(length * times, this.bodyLimitBytes);
  }
}
