import type { components } from './schema.js';

export type ProblemDocument = Partial<components['schemas']['ProblemDto']> & {
  readonly title: string;
  readonly detail: string;
  readonly status: number;
};

/** A request that ended in a problem document, or in none where there was no server to write one. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem';

  constructor(
    readonly document: ProblemDocument,
    options?: ErrorOptions,
  ) {
    super(document.detail, options);
  }
}
