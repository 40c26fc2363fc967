import type { ClientError } from './client-error.js';
import type { UsageInput } from '../tracker/index.js';

/** How the server is spoken to. */
export interface ApiOptions {
  /** Where the server is; http://localhost:8053 by default. */
  readonly url?: string;
  /** Sent as `Authorization: Bearer`. */
  readonly apiKey?: string;
  /** Milliseconds after which an attempt without an answer is given up; 30,000 by default. */
  readonly requestTimeoutMs?: number;
  /** Milliseconds over which attempts are repeated; 60,000 by default, 0 tries once. */
  readonly retryForMs?: number;
}

export interface ClientOptions extends ApiOptions {
  /** Usages of one request, at the most; 500 by default, at most the server's BATCH_MAX_ITEMS. */
  readonly batchItems?: number;
  /** Milliseconds that a usage waits for others to share its request; 5 by default. */
  readonly batchDelayMs?: number;
  /** Usages that wait or are on their way, at the most; 10,000 by default. */
  readonly bufferItems?: number;
  /** Characters of JSON they have, at the most; 64 Mi by default. */
  readonly bufferLength?: number;
  /**
   * Told of every usage that is not recorded. With it the promises of `recordUsage` may be left alone;
   * without it an unhandled rejection ends a Node.js process.
   */
  readonly onError?: (error: ClientError, usage: UsageInput) => void;
}
