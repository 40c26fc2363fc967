import type { Violation } from '../tracker-error.js';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/** Every kind of problem a caller can meet; the key is the end of its `type`. */
export const PROBLEMS = {
  'invalid-input': { status: 422, title: 'The input is wrong' },
  'dropped-detail': { status: 422, title: 'What could answer this was dropped' },
  'origin-not-allowed': { status: 403, title: 'Pages of this origin may not do this' },
  'host-not-allowed': { status: 421, title: 'The server is not called by this name' },
  'malformed-body': { status: 400, title: 'The request could not be read' },
  'erasure-not-allowed': { status: 403, title: 'Nothing may be erased here' },
  'body-too-large': { status: 413, title: 'The request is too large' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'request-timeout': { status: 408, title: 'The request did not come in time' },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported' },
  'unknown-route': { status: 404, title: 'There is nothing at this address' },
  'method-not-allowed': { status: 405, title: 'The method is not supported here' },
  'changed-meanwhile': { status: 412, title: 'It is not as the request expects' },
  'unknown-pattern': { status: 404, title: 'The pattern is not known' },
  'store-unavailable': { status: 503, title: 'The store is not available' },
  overloaded: { status: 503, title: 'More comes in than can be stored' },
  'too-many-questions': { status: 503, title: 'Too many questions wait' },
  'too-many-exports': { status: 503, title: 'Too many exports are being sent' },
  'too-many-streams': { status: 503, title: 'Too many live streams are open' },
  'shutting-down': { status: 503, title: 'The server is shutting down' },
  'internal-error': { status: 500, title: 'Something went wrong on the server' },
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof PROBLEMS;

/** What an RFC 9457 problem document is sent as. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** A problem document (RFC 9457). */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors: readonly Violation[];
}

/** An answer that is a problem, thrown where a request cannot be served. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly code: ProblemCode,
    detail: string,
    readonly errors: readonly Violation[] = [],
    /** When it is worth trying again, 0 where it is not; of use to a 503 only. */
    readonly retryAfterSeconds = 1,
  ) {
    super(detail);
  }
}

/** @param instance the path of the request, without its query. */
export const toDocument = (problem: ProblemError, instance: string): ProblemDocument => {
  const { status, title } = PROBLEMS[problem.code];
  return {
    type: `urn:pattern-usage-tracker:problem:${problem.code}`,
    title,
    status,
    detail: problem.message,
    instance,
    errors: problem.errors,
  };
};
